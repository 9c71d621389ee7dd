import { expect, it } from 'vitest';
import { mirrorRoutes } from '../../src/contract/api/mirrors.ts';
import { connectedGitea } from '../support/connected-gitea.ts';
import { enable, giteaStatuses, runsOf } from '../support/gitea-world.ts';
import { finished, pushWorkflow, workflowPath } from '../support/platform.ts';
import { until } from '../support/until.ts';

const here = connectedGitea();

/** Branches and tags of a repository on Gitea, by name. */
async function refsOnGitea(fullName: string): Promise<Record<string, string>> {
  const refs = await here.world.api<{ ref: string; object: { sha: string } }[]>('GET', `/repos/${fullName}/git/refs`);
  return Object.fromEntries(refs.map(({ ref, object }) => [ref, object.sha]));
}

it('a mirror into Gitea brings branches and tags there, and each later push runs once with its status in Gitea', async () => {
  const { client } = here.platform;
  const origin = await here.platform.repository('origin');
  const first = await origin.push({ [workflowPath]: pushWorkflow('echo mirrored') });
  await finished(client, (await runsOf(client, origin.fullName))[0]?.id ?? '');
  await origin.git('push', '--quiet', 'origin', 'HEAD:refs/heads/other', 'HEAD:refs/tags/v1');

  const copy = await here.world.repository('copy');
  await enable(client, copy.fullName);
  const [owner = '', name = ''] = copy.fullName.split('/');
  const url = `${here.platform.server.url}/git/${origin.fullName}.git`;
  const body = { url, username: 'any', password: here.platform.token, allowPrivate: true };
  await client.call(mirrorRoutes.add, { params: { owner, name }, body });
  const sync = () => client.call(mirrorRoutes.sync, { params: { owner, name } });
  expect(await sync()).toMatchObject({ failure: null });
  expect(await refsOnGitea(copy.fullName)).toEqual({
    'refs/heads/main': first,
    'refs/heads/other': first,
    'refs/tags/v1': first,
  });
  expect(await runsOf(client, copy.fullName)).toEqual([]);

  await origin.git('push', '--quiet', 'origin', ':other');
  const sha = await origin.push({ note: 'new' });
  expect(await sync()).toMatchObject({ failure: null });
  const runs = await until('the push runs', async () => {
    const found = await runsOf(client, copy.fullName);
    return found.length > 0 ? found : false;
  });
  expect(runs).toMatchObject([{ sha, event: 'push' }]);
  expect(await finished(client, runs[0]?.id ?? '')).toMatchObject({ conclusion: 'success' });
  await until('the status is green', async () => {
    const [status] = await giteaStatuses(here.world, copy.fullName, sha);
    return status?.status === 'success';
  });
  expect(Object.keys(await refsOnGitea(copy.fullName))).toEqual(['refs/heads/main', 'refs/tags/v1']);
  const all = await runsOf(client, copy.fullName);
  expect(all.map((run) => [run.event, run.ref, run.sha, run.actor])).toEqual([
    ['push', 'refs/heads/main', sha, runs[0]?.actor],
  ]);
});
