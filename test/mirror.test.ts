import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { raibidCli } from '../src/cli/testing/capture.ts';
import { runRoutes } from '../src/contract/api/runs.ts';
import { finished, type Platform, startPlatform, type TestRepository } from './support/platform.ts';

const workflow = `
on: push
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: test "$(cat note)" = new
`;

let platform: Platform;
let origin: TestRepository;
let address = '';

const cli = (words: string[], stdin = '') =>
  raibidCli(words, { stdin, env: { RAIBID_SERVER: platform.server.url, RAIBID_TOKEN: platform.token } });

beforeAll(async () => {
  platform = await startPlatform();
  origin = await platform.repository('origin');
  address = `${platform.server.url}/git/local/origin.git`;
});

afterAll(async () => platform?.stop());

describe('a mirror on the command line', () => {
  it('is refused for an address of this machine, with one clear line', async () => {
    const refused = await cli(['mirror', 'add', 'copy', address]);
    expect(refused).toMatchObject({ code: 6, stdout: '' });
    expect(refused.stderr).toMatch(/leads to 127\.0\.0\.1, which is not on the public internet/);
    expect(refused.stderr).toContain('--allow-private');
  });

  it('follows a repository and runs its pushes', async () => {
    await origin.push({ '.github/workflows/ci.yml': workflow, note: 'old' });
    const options = ['--allow-private', '--user', 'any'];
    const added = await cli(['mirror', 'add', 'copy', address, ...options], `${platform.token}\n`);
    expect(added).toMatchObject({ code: 0, stdout: 'local/copy: ok\n' });
    expect(added.stderr).toMatch(/address {2}http:.*\/api\/v1\/mirror-webhooks\/\d+\n {2}secret {3}\S{40,}/);
    const sha = await origin.push({ note: 'new' });
    expect(await cli(['mirror', 'sync', 'copy'])).toMatchObject({ code: 0, stdout: 'local/copy: ok\n' });
    const { runs } = await platform.client.call(runRoutes.list, { query: { repository: 'local/copy' } });
    expect(runs).toMatchObject([{ sha, event: 'push' }]);
    expect(await finished(platform.client, runs[0]?.id ?? '')).toMatchObject({ conclusion: 'success' });
  });

  it('is listed, says why it fails, and is removed', async () => {
    expect((await cli(['mirror', 'list'])).stdout).toMatch(/local\/copy +http.*origin\.git +\S.* +ok/);
    // A repository with a run at work is not deleted.
    const { runs } = await platform.client.call(runRoutes.list, { query: { repository: 'local/origin' } });
    for (const { id } of runs) await finished(platform.client, id);
    expect((await cli(['repo', 'delete', 'origin', '--yes'])).code).toBe(0);
    const failed = await cli(['mirror', 'sync', 'copy']);
    expect(failed).toMatchObject({ code: 1, stdout: expect.stringContaining('failed: ') });
    expect(failed.stdout).toContain('no repository');
    expect((await cli(['mirror', 'remove', 'copy'])).code).toBe(0);
    expect(await cli(['mirror', 'sync', 'copy'])).toMatchObject({ code: 4 });
    expect((await cli(['mirror', 'list', '--json'])).stdout).toBe('[]\n');
  });
});
