import { json } from 'node:stream/consumers';
import { expect, it, onTestFinished } from 'vitest';
import { fakeAgent, leaseCalls } from '../agent-api/testing/fake-agent.ts';
import { createForgeLoops } from '../forge/forge-loops.ts';
import { createAdvancer } from '../scheduler/advancer.ts';
import { commitFiles, git } from '../testing/git.ts';
import { hosting, pushWorkflow } from '../testing/git-hosting.ts';
import { serveHttp } from '../testing/http-server.ts';
import { adminToken, openTestServer } from '../testing/test-server.ts';

interface Received {
  method: string | undefined;
  url: string | undefined;
  authorization: string | undefined;
  body: unknown;
}

/**
 * A stand-in for GitHub's endpoint "Create a commit status" (POST /repos/{owner}/{repo}/statuses/{sha}, answered 201),
 * which fails at first as a service does that is being restarted.
 */
async function githubStandIn(failures: number): Promise<{ url: string; received: Received[] }> {
  const received: Received[] = [];
  let left = failures;
  const url = await serveHttp(async (request, response) => {
    const body = await json(request);
    if (left > 0) {
      left -= 1;
      response.writeHead(503).end('{"message":"later"}');
      return;
    }
    const { method, url: path, headers } = request;
    received.push({ method, url: path, authorization: headers.authorization, body });
    response.writeHead(201, { 'content-type': 'application/json' }).end('{"id":1}');
  });
  return { url, received };
}

it('statuses of a mirror go back to the other side, also when that was away for a while', async () => {
  const there = await hosting();
  await commitFiles(there.tree, { '.github/workflows/ci.yml': pushWorkflow });
  await git(there.tree, 'push', '--quiet', there.remote(), 'HEAD:main');
  const github = await githubStandIn(1);
  const here = await openTestServer();
  const url = await here.listen();
  const { store, config, clock, log } = here.deps;
  const advancer = createAdvancer({ store, config, clock, log });
  const loops = createForgeLoops(here.deps);
  advancer.start();
  loops.start();
  onTestFinished(async () => {
    await advancer.stop();
    await loops.stop();
  });

  const statuses = { api: github.url, repository: 'ada/engine', token: 'status-token' };
  const body = {
    url: `${there.url}/git/local/demo.git`,
    username: 'any',
    password: adminToken,
    allowPrivate: true,
    statuses,
  };
  const added = await here.call('POST', '/api/v1/repositories/ada/copy/mirror', body);
  expect(added).toMatchObject({ status: 200, json: { mirror: { statuses: { api: github.url } } } });
  expect(added.text).not.toContain('status-token');
  await here.call('POST', '/api/v1/repositories/ada/copy/mirror/sync');
  const sha = await commitFiles(there.tree, { note: 'new' });
  await git(there.tree, 'push', '--quiet', there.remote(), 'HEAD:main');
  await here.call('POST', '/api/v1/repositories/ada/copy/mirror/sync');

  const claim = await fakeAgent(url).claim(undefined, 10_000);
  if (claim === null) throw new Error('no job came');
  const calls = leaseCalls(url, claim);
  await calls.beat(true);
  await calls.complete(0);
  await expect
    .poll(() => github.received.at(-1), { timeout: 15_000 })
    .toMatchObject({
      method: 'POST',
      url: `/repos/ada/engine/statuses/${sha}`,
      authorization: 'Bearer status-token',
      body: {
        state: 'success',
        context: expect.stringMatching(/build \(push\)$/),
        target_url: expect.stringMatching(new RegExp(`^${url}/runs/\\d+/jobs/`)),
        description: expect.any(String),
      },
    });
});
