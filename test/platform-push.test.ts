import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { runRoutes } from '../src/contract/api/runs.ts';
import {
  finished,
  logOf,
  type Platform,
  pushWorkflow,
  runOf,
  startPlatform,
  workflowPath,
} from './support/platform.ts';

// Whole platforms on a busy machine take their time.
vi.setConfig({ testTimeout: 120_000 });

let platform: Platform;

beforeAll(async () => {
  platform = await startPlatform();
});
afterAll(() => platform.stop());

describe('a push', () => {
  it('becomes a finished run with its log and a status on the commit', async () => {
    const repository = await platform.repository('first');
    const sha = await repository.push({ [workflowPath]: pushWorkflow('echo "hello from $GITHUB_REPOSITORY"', 'true') });
    const run = await finished(platform.client, (await runOf(platform.client, sha)).id);
    const [job] = run.jobs;
    expect(run).toMatchObject({ conclusion: 'success', number: 1, event: 'push', refName: 'main' });
    expect(job?.steps.map((step) => step.conclusion)).not.toContain('failure');
    expect(await logOf(platform.client, job?.id ?? '')).toContain('hello from local/first');
    const [owner = '', name = ''] = repository.fullName.split('/');
    const { statuses } = await platform.client.call(runRoutes.statuses, { params: { owner, name, sha } });
    expect(statuses).toEqual([
      expect.objectContaining({ state: 'success', context: expect.stringContaining('build') }),
    ]);
  });
});
