import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { platformRoutes } from '../src/contract/api/platform.ts';
import type { RunView } from '../src/contract/views.ts';
import { flushPacket, packet } from '../src/server/githost/pkt-line.ts';
import { tryGit } from '../src/server/testing/git.ts';
import {
  finished,
  jobWhen,
  logOf,
  type Platform,
  pushWorkflow,
  runOf,
  startPlatform,
  type TestRepository,
  workflowPath,
} from './support/platform.ts';

// Whole platforms on a busy machine take their time.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const agentProgram = fileURLToPath(new URL('../src/bin/raibid-agent.ts', import.meta.url));
/** Gives each agent a disk of 24 MiB for its work folder, in a mount namespace of its own. */
const onSmallDisk = `
for word in "$@"; do [ "$last" = --work-dir ] && work="$word"; last="$word"; done
[ -z "$work" ] || { mkdir -p "$work" && mount -t tmpfs -o size=24m none "$work"; } || exit 1
exec "$0" "$@"`;

let platform: Platform;
let count = 0;

beforeAll(async () => {
  platform = await startPlatform({ maxAgents: 2, warm: 1 });
});
afterAll(() => platform.stop());

async function newRepository(): Promise<TestRepository> {
  count += 1;
  return platform.repository(`input-${count}`);
}

/** Pushes the file as the only workflow of a new repository and answers its run when it has ended. */
async function runOfFile(text: string): Promise<RunView> {
  const sha = await (await newRepository()).push({ [workflowPath]: text });
  return finished(platform.client, (await runOf(platform.client, sha)).id);
}

const job = (more: string) => `on: push
jobs:
  build:
    runs-on: ubuntu-latest
${more}`;
const steps = '    steps:\n      - run: echo hello\n';

describe('a workflow that is pushed', () => {
  it.each([
    ['broken YAML', job('    steps: [ "unclosed\n'), { code: 'workflow_invalid', line: 6 }, /./],
    ['an unknown key', job(`    unheard-of: yes\n${steps}`), { code: 'workflow_invalid', line: 5 }, /unheard-of/],
    [
      'a cycle in needs',
      `on: push\njobs:\n  a:\n    needs: b\n    runs-on: ubuntu-latest\n${steps}  b:\n    needs: a\n    runs-on: ubuntu-latest\n${steps}`,
      { code: 'workflow_invalid' },
      /\ba\b.*\bb\b|cycle|depend/i,
    ],
    ['an expression that is none', job(`    if: \${{ 1 +* 2 }}\n${steps}`), { line: 5 }, /\S/],
    ['an unknown context', job(`    env:\n      X: \${{ nothing.here }}\n${steps}`), { line: 6 }, /nothing/],
  ])('with %s gives a failed run that names the place', async (_what, text, place, message) => {
    const run = await runOfFile(text);
    expect(run.conclusion).toBe('failure');
    expect(run.failure).toMatchObject({ file: workflowPath, ...place });
    expect(run.failure?.line).toBeGreaterThan(0);
    expect(run.failure?.message).toMatch(message);
  });

  it('with a matrix of 10,000 jobs gives a failed run that says how many are allowed, and queues none', async () => {
    const numbers = Array.from({ length: 100 }, (_, n) => n).join(', ');
    const run = await runOfFile(
      job(`    strategy:\n      matrix:\n        a: [${numbers}]\n        b: [${numbers}]\n${steps}`),
    );
    expect(run.conclusion).toBe('failure');
    expect(`${run.failure?.message} ${run.jobs.map(({ reason }) => reason).join(' ')}`).toMatch(/256/);
    const { classes } = await platform.client.call(platformRoutes.queue, {});
    expect(classes.every(({ waiting }) => waiting === 0)).toBe(true);
  });

  it('with an expression that fails only when its job starts fails that job in words, and not its neighbour', async () => {
    const bad = `  bad:\n    runs-on: ubuntu-latest\n    strategy:\n      matrix: \${{ fromJSON('no json') }}\n${steps}`;
    const run = await runOfFile(`on: push\njobs:\n${bad}  good:\n    runs-on: ubuntu-latest\n${steps}`);
    const byKey = Object.fromEntries(run.jobs.map((one) => [one.key, one]));
    expect(byKey.bad).toMatchObject({ conclusion: 'failure', reason: expect.stringMatching(/JSON/i) });
    expect(byKey.good).toMatchObject({ conclusion: 'success' });
  });
});

describe('while a job runs', () => {
  it('broken packs, wrong tokens and broken workflows are answered, and the job does not notice', async () => {
    const repository = await newRepository();
    const counting = 'for n in $(seq 1 100); do echo "line $n"; sleep 0.05; done';
    const { id: runId } = await runOf(
      platform.client,
      await repository.push({ [workflowPath]: pushWorkflow(counting) }),
    );
    const { id: jobId } = await jobWhen(platform.client, runId, 'the job counts', async ({ id, attempt }) => {
      return attempt === 1 && (await logOf(platform.client, id)).includes('line 5');
    });
    expect(await pushBrokenPack(repository)).toMatch(/unpack (?!ok)/);
    expect(await pushWithWrongToken(repository)).toMatch(/Authentication failed|401|token/i);
    expect((await fetch(`${platform.server.url}/api/v1/runs`, { headers: { authorization: 'Bearer x' } })).status).toBe(
      401,
    );
    expect((await runOfFile('{{{')).conclusion).toBe('failure');
    expect((await finished(platform.client, runId)).conclusion).toBe('success');
    const lines = (await logOf(platform.client, jobId)).filter((line) => /^line \d+$/.test(line));
    expect(lines).toEqual(Array.from({ length: 100 }, (_, n) => `line ${n + 1}`));
  });
});

/** Sends a command to make a branch with a pack that is cut off; answers what the server says. */
async function pushBrokenPack({ fullName }: TestRepository): Promise<string> {
  const command = packet(`${'0'.repeat(40)} ${'1'.repeat(40)} refs/heads/broken\0report-status`);
  const answer = await fetch(`${platform.server.url}/git/${fullName}.git/git-receive-pack`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${platform.token}`,
      'content-type': 'application/x-git-receive-pack-request',
    },
    body: Buffer.concat([command, flushPacket, Buffer.from('PACK\0\0\0\u0002\0\0\0\u0001 cut off')]),
  });
  return answer.text();
}

async function pushWithWrongToken(repository: TestRepository): Promise<string> {
  const cloneUrl = await repository.git('remote', 'get-url', 'origin');
  const url = cloneUrl.replace('//', '//somebody:raibid_admin_wrong@');
  const noHeader = `http.${cloneUrl}.extraHeader=`;
  const { exit, stderr } = await tryGit(repository.folder, '-c', noHeader, 'push', url, 'HEAD:refs/heads/wrong');
  expect(exit).not.toBe(0);
  return stderr;
}

describe('a job that fills the disk of its workspace', () => {
  it('fails with the reason in its log; the server and the next job are well', async () => {
    const agentCommand = ['unshare', '--mount', '--user', '--map-root-user', 'sh', '-c', onSmallDisk];
    const small = await startPlatform({
      isolation: 'none',
      agentCommand: [...agentCommand, process.execPath, agentProgram],
    });
    try {
      const repository = await small.repository('full');
      const runScripts = async (...scripts: string[]): Promise<RunView> => {
        const sha = await repository.push({ [workflowPath]: pushWorkflow(...scripts) });
        return finished(small.client, (await runOf(small.client, sha)).id);
      };
      const full = await runScripts('head -c 60000000 /dev/zero > big', 'echo not reached');
      expect(full.conclusion).toBe('failure');
      const log = await logOf(small.client, full.jobs[0]?.id ?? '');
      expect(log.join('\n')).toMatch(/No space left on/);
      expect(log).not.toContain('not reached');
      expect((await runScripts('echo fine')).conclusion).toBe('success');
    } finally {
      await small.stop();
    }
  });
});
