import { execFile } from 'node:child_process';
import { readFile, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../shared/clock.ts';
import { createLogger } from '../../shared/logger.ts';
import type { Store } from '../../store/port.ts';
import { openSqliteStore } from '../../store/sqlite/open.ts';
import { forgeContext } from '../forge/connection.ts';
import { tempFolder } from '../testing/temp-folder.ts';
import { finishRotation, type ResealDeps, rotateKey } from './reseal.ts';
import { ownerScope, secretContext } from './scope.ts';
import { type KeyRing, openSealer } from './seal.ts';

const log = createLogger({ name: 'test', level: 'silent' });
const names = ['ONE', 'TWO', 'THREE', 'FOUR'];
const { scope, repositoryId } = ownerScope('ada');

async function openData(dataDir: string): Promise<ResealDeps & { store: Store }> {
  const store = await openSqliteStore({ file: join(dataDir, 'state.db') });
  onTestFinished(() => store.close());
  return { store, sealer: await openSealer(join(dataDir, 'secret-key')), log, clock: systemClock };
}

async function dataWithSecrets(): Promise<string> {
  const dataDir = await tempFolder();
  const { store, sealer } = await openData(dataDir);
  for (const name of names) {
    const value = sealer.seal(`value of ${name}`, secretContext({ scope, name }));
    await store.settings.set({ kind: 'secret', scope, repositoryId, name, value, updatedAt: 0 });
  }
  const credentials = sealer.seal('token', forgeContext('gitea'));
  await store.forges.create({ name: 'gitea', kind: 'gitea', url: 'http://gitea.test', credentials, createdAt: 0 });
  return dataDir;
}

async function values({ store, sealer }: { store: Store; sealer: KeyRing }): Promise<string[]> {
  const secrets = await store.settings.secrets();
  const [forge] = await store.forges.list();
  return [
    ...secrets.map((secret) => sealer.open(secret.value, secretContext(secret))),
    sealer.open(forge?.credentials ?? '', forgeContext('gitea')),
  ].sort();
}

const allValues = [...names.map((name) => `value of ${name}`), 'token'].sort();
/** As if the file had been written two minutes ago. */
async function ageKeys(dataDir: string): Promise<void> {
  const then = Date.now() / 1000 - 120;
  await utimes(join(dataDir, 'secret-key'), then, then);
}
const keysOf = async (dataDir: string) => (await readFile(join(dataDir, 'secret-key'), 'utf8')).trim().split('\n');

describe('the rotation of the key', () => {
  it('seals everything under a new key; the old one is gone after the next start', async () => {
    const dataDir = await dataWithSecrets();
    const [oldKey] = await keysOf(dataDir);
    const data = await openData(dataDir);
    expect(await rotateKey(data)).toEqual({ resealed: 5, lost: [] });
    expect(await values(data)).toEqual(allValues);
    const restarted = await openData(dataDir);
    await finishRotation(restarted);
    expect(await keysOf(dataDir), 'texts under the old key may be on their way still').toHaveLength(2);
    await ageKeys(dataDir);
    await finishRotation(restarted);
    expect(await values(restarted)).toEqual(allValues);
    expect(await keysOf(dataDir)).toHaveLength(1);
    expect(await keysOf(dataDir)).not.toContain(oldKey);
  });

  it.each([0, 1, 2, 3])('killed after %i texts loses none: the next start completes it', async (written) => {
    const dataDir = await dataWithSecrets();
    const worker = join(import.meta.dirname, 'testing', 'rotate-and-die.ts');
    const killed = promisify(execFile)(process.execPath, [worker, dataDir, String(written)]);
    await expect(killed).rejects.toMatchObject({ signal: 'SIGKILL' });
    expect(await keysOf(dataDir)).toHaveLength(2);
    const data = await openData(dataDir);
    expect(await values(data)).toEqual(allValues);
    await ageKeys(dataDir);
    await finishRotation(data);
    expect(await keysOf(dataDir)).toHaveLength(1);
    expect(await values(data)).toEqual(allValues);
  });

  it('reaches other servers on the same data at once, and two at a time are refused', async () => {
    const dataDir = await dataWithSecrets();
    const [one, two] = [await openData(dataDir), await openData(dataDir)];
    await rotateKey(one);
    expect(await values(two)).toEqual(allValues);
    expect(one.sealer.isCurrent(two.sealer.seal('late', 'x'))).toBe(true);
    const both = await Promise.allSettled([rotateKey(one), rotateKey(two)]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await values(two)).toEqual(allValues);
  });

  it('names what no key opens, and leaves it', async () => {
    const data = await openData(await dataWithSecrets());
    const name = 'BROKEN';
    await data.store.settings.set({ kind: 'secret', scope, repositoryId, name, value: 'v1.00000000.x', updatedAt: 0 });
    expect(await rotateKey(data)).toEqual({ resealed: 5, lost: ['secret:owner:ada:BROKEN'] });
  });
});
