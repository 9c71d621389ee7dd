import { expect, test } from 'vitest';
import { explainFailure } from './probe.ts';

const settings = (values: Record<string, string>) => async (name: string) => values[name] ?? null;

test.each([
  [
    'Ubuntu 24.04',
    { 'kernel/apparmor_restrict_unprivileged_userns': '1' },
    /AppArmor.*24\.04/,
    /bwrap-userns-restrict/,
  ],
  [
    'a hardened Debian',
    { 'kernel/unprivileged_userns_clone': '0' },
    /unprivileged_userns_clone = 0/,
    /sysctl kernel\.unprivileged_userns_clone=1/,
  ],
  [
    'no user namespaces',
    { 'user/max_user_namespaces': '0' },
    /max_user_namespaces = 0/,
    /sysctl user\.max_user_namespaces/,
  ],
])('a sandbox that fails is explained: %s', async (_name, values, what, hint) => {
  const obstacle = await explainFailure('bwrap: setting up uid map: Permission denied', settings(values));
  expect(obstacle.what).toMatch(what);
  expect(obstacle.hint).toMatch(hint);
});

test('an unknown failure shows bubblewrap’s own words', async () => {
  const obstacle = await explainFailure('bwrap: No permissions to creating new namespace', settings({}));
  expect(obstacle.what).toContain('No permissions to creating new namespace');
});
