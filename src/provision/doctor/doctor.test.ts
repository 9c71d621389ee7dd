import { expect, test } from 'vitest';
import { readComponents } from '../components.ts';
import { infraFolder } from '../infra-folder.ts';
import type { Finding } from './check.ts';
import { allChecks } from './checks.ts';
import { devicePluginVersion } from './device-plugin.ts';
import { type Examination, examine } from './examine.ts';
import { cases, type Given } from './testing/cases.ts';
import { machineWith } from './testing/machine-tree.ts';

async function examined(changes: Record<string, string | null>, given: Given = {}): Promise<Examination> {
  const { devicePlugin = 'v0.17.4', ...live } = given;
  return examine(await machineWith(changes, live), allChecks({ devicePlugin }));
}

async function finding(name: string, changes: Record<string, string | null>, given: Given = {}): Promise<Finding> {
  const { checks } = await examined(changes, given);
  const found = checks.find((check) => check.name === name);
  if (found === undefined) throw new Error(`there is no check '${name}'`);
  return found;
}

test('a DGX Spark as it comes is ready but for the profile that its AppArmor wants for bubblewrap', async () => {
  // The disk below the tree is that of this machine.
  const { checks } = await examined({});
  const notOk = checks.filter(({ name, state }) => state !== 'ok' && !/disk|data folder/.test(name));
  expect(notOk.map(({ name, state }) => `${name}: ${state}`)).toEqual(['user namespaces: warn']);
  expect(checks.find(({ name }) => name === 'GPU')?.seen).toBe(
    'NVIDIA GB10 with unified memory, with the container toolkit, device plugin v0.17.4',
  );
});

test('whatever is not ok says what to do about it', async () => {
  const { checks, state } = await examined({ '/proc/meminfo': '', '/etc/resolv.conf': '', '/usr/bin/git': null });
  expect(state).toBe('fail');
  for (const check of checks) expect(check.mend !== undefined).toBe(check.state !== 'ok');
});

test('only what the purpose needs is looked at', async () => {
  const machine = await machineWith();
  const names = async (purpose: 'embedded' | 'cluster'): Promise<string[]> =>
    (await examine(machine, allChecks({ devicePlugin: null }), purpose)).checks.map(({ name }) => name);
  expect(await names('embedded')).toEqual(expect.arrayContaining(['git', 'sandbox', 'memory']));
  expect(await names('embedded')).not.toContain('cgroups');
  expect(await names('cluster')).toEqual(expect.arrayContaining(['cgroups', 'ports', 'memory']));
  expect(await names('cluster')).not.toContain('sandbox');
});

test('a check that breaks fails by name and leaves the others alone', async () => {
  const machine = await machineWith({}, { sandbox: () => Promise.reject(new Error('no more processes')) });
  const { checks } = await examine(machine, allChecks({ devicePlugin: null }), 'embedded');
  expect(checks.find(({ name }) => name === 'sandbox')).toMatchObject({
    state: 'fail',
    seen: 'the check broke: no more processes',
  });
  expect(checks.find(({ name }) => name === 'git')?.state).toBe('ok');
});

test.each(cases)('$check: $what is $state', async ({ check, changes = {}, given = {}, state, seen, mend }) => {
  const found = await finding(check, changes, given);
  expect(found.state).toBe(state);
  expect(found.seen).toMatch(seen);
  if (mend !== undefined) expect(found.mend).toMatch(mend);
});

test('the pinned device plugin is read from the list of components', () => {
  expect(devicePluginVersion(readComponents(infraFolder()))).toMatch(/^v\d+\.\d+\.\d+$/);
});
