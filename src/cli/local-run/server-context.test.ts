import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { readGitFacts } from './git-facts.ts';
import { serverContext } from './server-context.ts';

async function contextOf(remote: string | null) {
  const tree = await mkdtemp(join(tmpdir(), 'raibid-tree-'));
  onTestFinished(() => rm(tree, { recursive: true }));
  execFileSync('git', ['init', '--quiet', tree]);
  if (remote !== null) execFileSync('git', ['-C', tree, 'remote', 'add', 'origin', remote]);
  return serverContext((await readGitFacts(tree, {})).server);
}

it.each(['https://github.com/team/thing', 'git@github.com:team/thing.git', 'ssh://git@github.com/team/thing.git'])(
  'finds the addresses of GitHub by %s',
  async (remote) => {
    expect(await contextOf(remote)).toEqual({
      server_url: 'https://github.com',
      api_url: 'https://api.github.com',
      graphql_url: 'https://api.github.com/graphql',
    });
  },
);

it.each([
  ['http://127.0.0.1:8420/git/local/demo.git', 'http://127.0.0.1:8420'],
  ['https://somebody:word@gitea.example.org/team/thing.git', 'https://gitea.example.org'],
  ['ssh://git@gitea.example.org:2222/team/thing.git', 'https://gitea.example.org'],
])('finds another host by %s, without what is secret', async (remote, server) => {
  expect(await contextOf(remote)).toEqual({ server_url: server, api_url: `${server}/api/v1` });
});

it.each([null, '../elsewhere', 'trees.d/thing', '/srv/git/team/thing.git', 'work:team/thing.git'])(
  'says nothing where origin is %s',
  async (remote) => {
    expect(await contextOf(remote)).toEqual({});
  },
);
