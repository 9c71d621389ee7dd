import { describe, expect, it } from 'vitest';
import { repositoryRoutes } from '../../src/contract/api/repositories.ts';
import { connectedGitea } from '../support/connected-gitea.ts';
import { enable, giteaStatuses, isFilled, runOfEvent, runsOf } from '../support/gitea-world.ts';
import { finished, logOf, pushWorkflow, workflowPath } from '../support/platform.ts';
import { until } from '../support/until.ts';

const here = connectedGitea();

const checkout = JSON.stringify({
  on: 'push',
  jobs: { build: { 'runs-on': 'ubuntu-latest', steps: [{ uses: 'actions/checkout@v4' }, { run: 'cat hello.txt' }] } },
});

describe('a push to Gitea', () => {
  it('becomes a finished run of its commit, and a green status in Gitea', async () => {
    const { client } = here.platform;
    const repository = await here.world.repository('first');
    await repository.push({ 'hello.txt': 'before' });
    await enable(client, repository.fullName);
    const sha = await repository.push({ 'hello.txt': 'hello from Gitea\n', [workflowPath]: checkout });
    const { id } = await runOfEvent(client, sha, 'push');
    const run = await finished(client, id);
    expect(run).toMatchObject({ conclusion: 'success', actor: here.world.gitea.admin.name, refName: 'main' });
    expect(await logOf(client, run.jobs[0]?.id ?? '')).toContain('hello from Gitea');
    const status = await until('the status is green', async () => {
      const [found] = await giteaStatuses(here.world, repository.fullName, sha);
      return found?.status === 'success' ? found : false;
    });
    expect(status.context).toBe(`${workflowPath} / build (push)`);
    expect(status.target_url).toBe(`${here.platform.server.url}/runs/${id}/jobs/${run.jobs[0]?.id}`);
    expect(await runsOf(client, repository.fullName)).toHaveLength(1);
  });

  it("carries GitHub's payload into the job", async () => {
    const { client } = here.platform;
    const repository = await here.world.repository('payload');
    await enable(client, repository.fullName);
    const expression =
      '${{ github.event.head_commit.message }}|${{ github.event.pusher.name }}|${{ github.event.compare }}';
    const sha = await repository.push({ [workflowPath]: pushWorkflow(`echo "${expression}"`) }, 'A message');
    const run = await finished(client, (await runOfEvent(client, sha, 'push')).id);
    const log = (await logOf(client, run.jobs[0]?.id ?? '')).join('\n');
    expect(log).toMatch(/A message\s*\|root-admin\|http:/);
  });

  it('tells of another default branch, which is followed', async () => {
    const { client } = here.platform;
    const repository = await here.world.repository('trunk');
    await repository.push({ 'hello.txt': '' });
    await enable(client, repository.fullName);
    await repository.git('push', '--quiet', 'origin', 'HEAD:refs/heads/trunk');
    // Gitea takes note of pushes on the side, and of the first one it sets the default branch itself.
    const path = `/repos/${repository.fullName}`;
    await isFilled(here.world, repository.fullName);
    await until('Gitea knows the branch', () => here.world.api('GET', `${path}/branches/trunk`).catch(() => false));
    await until('it is the default one', () =>
      here.world.api('PATCH', path, { default_branch: 'trunk' }).catch(() => false),
    );
    await repository.push({ 'hello.txt': 'again' });
    const [owner = '', name = ''] = repository.fullName.split('/');
    const branch = async () => (await client.call(repositoryRoutes.get, { params: { owner, name } })).defaultBranch;
    await expect.poll(branch, { timeout: 60_000 }).toBe('trunk');
  });

  it('of a tag runs for the tag; a deleted branch runs nothing', async () => {
    const { client } = here.platform;
    const repository = await here.world.repository('tags');
    await enable(client, repository.fullName);
    const sha = await repository.push({ [workflowPath]: pushWorkflow('echo "$GITHUB_REF"') });
    await repository.git('tag', '--annotate', '--message', 'one', 'v1');
    await repository.git('push', '--quiet', 'origin', 'v1', 'HEAD:refs/heads/other');
    const names = async () => (await runsOf(client, repository.fullName)).map(({ refName }) => refName).sort();
    await expect.poll(names, { timeout: 60_000 }).toEqual(['main', 'other', 'v1']);
    await repository.git('push', '--quiet', 'origin', ':refs/heads/other');
    await repository.push({ 'last.txt': '' });
    await expect.poll(names, { timeout: 60_000 }).toEqual(['main', 'main', 'other', 'v1']);
    const tagged = (await runsOf(client, repository.fullName)).find(({ refName }) => refName === 'v1');
    expect(tagged?.sha).toBe(sha);
  });

  it('of a release runs at its tag', async () => {
    const { client } = here.platform;
    const repository = await here.world.repository('release');
    await enable(client, repository.fullName);
    const on = { release: { types: ['released'] } };
    const steps = [{ run: 'echo "${{ github.event.release.tag_name }} ${{ github.event.action }}"' }];
    const workflow = JSON.stringify({ on, jobs: { build: { 'runs-on': 'ubuntu-latest', steps } } });
    const sha = await repository.push({ [workflowPath]: workflow });
    await isFilled(here.world, repository.fullName);
    await here.world.api('POST', `/repos/${repository.fullName}/releases`, {
      tag_name: 'v2',
      target_commitish: 'main',
    });
    const run = await finished(client, (await runOfEvent(client, sha, 'release')).id);
    expect(run).toMatchObject({ conclusion: 'success', ref: 'refs/tags/v2' });
    expect((await logOf(client, run.jobs[0]?.id ?? '')).join('\n')).toContain('v2 published');
  });

  it('is followed by hand too: a dispatch runs at the newest commit', async () => {
    const { client } = here.platform;
    const repository = await here.world.repository('dispatch');
    await enable(client, repository.fullName);
    const workflow = JSON.stringify({
      on: 'workflow_dispatch',
      jobs: { build: { 'runs-on': 'ubuntu-latest', steps: [{ run: 'true' }] } },
    });
    const sha = await repository.push({ [workflowPath]: workflow });
    const [owner = '', name = ''] = repository.fullName.split('/');
    const call = { params: { owner, name }, body: { workflow: 'ci.yml' } };
    const { runId } = await client.call(repositoryRoutes.dispatch, call);
    expect(await finished(client, runId)).toMatchObject({ conclusion: 'success', sha });
  });
});
