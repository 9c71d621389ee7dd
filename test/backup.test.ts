import { execFile } from 'node:child_process';
import { chmod, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { raibidCli } from '../src/cli/testing/capture.ts';
import { runRoutes } from '../src/contract/api/runs.ts';
import { settingRoutes } from '../src/contract/api/settings.ts';
import { tempFolder } from '../src/server/testing/temp-folder.ts';
import {
  finished,
  jobWhen,
  logOf,
  type Platform,
  pushWorkflow,
  runOf,
  startPlatform,
  workflowPath,
} from './support/platform.ts';
import { runContent, sha256 } from './support/run-content.ts';

const phrase = 'correct horse battery staple';
const upload = JSON.stringify({
  on: 'push',
  jobs: {
    build: {
      'runs-on': 'ubuntu-latest',
      env: { DEPLOY: '${{ secrets.DEPLOY }}' },
      steps: [
        { uses: 'actions/checkout@v4' },
        { run: 'head -c 200000 /dev/urandom | base64 | tee out.txt; echo "length ${#DEPLOY}"' },
        { uses: 'actions/upload-artifact@v4', with: { name: 'out', path: 'out.txt' } },
      ],
    },
  },
});

async function backUp(
  platform: Platform,
  to: string,
  ...words: string[]
): Promise<{ file: string; deleted: string[] }> {
  const line = ['backup', '--data-dir', platform.dataDir, '--to', to, '--json', ...words];
  const { code, stdout, stderr } = await raibidCli(line, { stdin: `${phrase}\n` });
  expect(stderr).not.toContain(phrase);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout) as { file: string; deleted: string[] };
}

async function restore(file: string, dataDir: string, ...words: string[]): Promise<{ code: number; stderr: string }> {
  return raibidCli(['restore', file, '--data-dir', dataDir, ...words], { stdin: `${phrase}\n` });
}

/** Runs, logs, artifacts and repositories of a platform, as people get them. */
async function contentOf({ client, dataDir }: Platform): Promise<unknown> {
  return { runs: await runContent(client), repositories: await repositoriesOf(dataDir) };
}

/** Every object and ref of every repository. */
async function repositoriesOf(dataDir: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const name of await readdir(join(dataDir, 'repositories'))) {
    const git = ['--git-dir', join(dataDir, 'repositories', name)];
    const run = promisify(execFile);
    await run('git', [...git, 'fsck', '--strict']);
    const refs = await run('git', [...git, 'for-each-ref']);
    const objects = await run('git', [...git, 'cat-file', '--batch-all-objects', '--batch-check']);
    found[name] = sha256(refs.stdout + objects.stdout);
  }
  return found;
}

test('a backup restored into an empty folder gives the same runs, logs, artifacts, repositories and secrets', async () => {
  const platform = await startPlatform();
  try {
    const repository = await platform.repository();
    await platform.client.call(settingRoutes.setSecret, {
      params: { name: 'DEPLOY' },
      query: { repository: repository.fullName },
      body: { value: 'twelve bytes' },
    });
    for (const text of ['one', 'two']) {
      const sha = await repository.push({ [workflowPath]: upload, 'README.md': text });
      const run = await finished(platform.client, (await runOf(platform.client, sha)).id);
      expect(run.conclusion).toBe('success');
    }
    const to = await tempFolder();
    const { file } = await backUp(platform, to);
    const before = await contentOf(platform);

    expect(await restore(file, '/nonexistent', '--check')).toMatchObject({ code: 0 });
    const dataDir = join(await tempFolder(), 'restored');
    expect(await restore(file, dataDir)).toMatchObject({ code: 0 });
    expect((await stat(dataDir)).mode & 0o777).toBe(0o700);
    const restored = await startPlatform({}, { dataDir });
    try {
      // The same token opens it: it was in the backup, encrypted.
      expect(restored.token).toBe(platform.token);
      expect(await contentOf(restored)).toEqual(before);
      const { runs } = await restored.client.call(runRoutes.list, {});
      const runId = runs[0]?.id ?? '';
      await restored.client.call(runRoutes.rerun, { params: { runId }, body: {} });
      await jobWhen(restored.client, runId, 'the job runs again', (job) => job.status !== 'completed');
      const done = await finished(restored.client, runId);
      expect(done.conclusion).toBe('success');
      // The secret is opened again: it has the length it had.
      expect(await logOf(restored.client, done.jobs[0]?.id ?? '')).toContain('length 12');
    } finally {
      await restored.stop();
    }
  } finally {
    await platform.stop();
  }
}, 120_000);

test('a backup of a platform at work holds no half of anything: what was under way goes on after the restore', async () => {
  const platform = await startPlatform();
  try {
    const repository = await platform.repository();
    const gate = join(await tempFolder(), 'gate');
    const steps = `for i in $(seq 1 400); do echo line $i; done; while [ ! -e ${gate} ]; do sleep 0.1; done; echo passed`;
    const sha = await repository.push({ [workflowPath]: pushWorkflow(steps) });
    const { id } = await runOf(platform.client, sha);
    await jobWhen(platform.client, id, 'the log has lines', async (job) =>
      (await logOf(platform.client, job.id)).includes('line 400'),
    );
    const { file } = await backUp(platform, await tempFolder());
    const dataDir = join(await tempFolder(), 'restored');
    expect(await restore(file, dataDir)).toMatchObject({ code: 0 });
    const restored = await startPlatform(
      { isolation: 'none', lease: { heartbeatEvery: 200, expiry: 1000, fence: 0 } },
      { dataDir },
    );
    try {
      await writeFile(gate, '');
      const run = await finished(restored.client, id);
      expect(run.conclusion).toBe('success');
      // The first attempt was lost with its agent; what it had written is still there.
      const jobId = run.jobs[0]?.id ?? '';
      expect(await logOf(restored.client, jobId, 1)).toContain('line 400');
      expect(await logOf(restored.client, jobId)).toContain('passed');
    } finally {
      await restored.stop();
    }
  } finally {
    await platform.stop();
  }
}, 120_000);

test('a wrong pass phrase, a changed byte and a folder that is in use are refused, and nothing is written', async () => {
  const platform = await startPlatform();
  try {
    const repository = await platform.repository();
    await repository.push({ 'README.md': 'a repository' });
    const to = await tempFolder();
    const { file } = await backUp(platform, to);
    const target = await tempFolder();
    const empty = join(target, 'data');
    const refused = async (dataDir: string, words: string[], code: number, message: RegExp): Promise<void> => {
      const done = await raibidCli(['restore', file, '--data-dir', dataDir, ...words], { stdin: 'another phrase\n' });
      expect(done.stderr).toMatch(message);
      expect(done.code).toBe(code);
    };
    await refused(empty, [], 6, /does not open the secrets/);
    await refused(platform.dataDir, ['--replace'], 5, /A server runs on/);
    await writeFile(join(target, 'letter'), 'mine');
    await refused(target, ['--without-secrets'], 5, /is not empty.*/);

    const bytes = await readFile(file);
    const at = bytes.indexOf('SQLite format 3');
    bytes.writeUInt8(bytes.readUInt8(at + 2000) ^ 1, at + 2000);
    await chmod(file, 0o600);
    await writeFile(file, bytes);
    await refused(empty, ['--without-secrets'], 19, /state\.db in .* is damaged/);
    await refused(empty, ['--check'], 19, /state\.db in .* is damaged/);
    expect(await readdir(target)).toEqual(['letter']);
  } finally {
    await platform.stop();
  }
}, 60_000);

test('with --replace what was there is moved aside, and only the newest backups are kept', async () => {
  const platform = await startPlatform();
  const to = await tempFolder();
  const target = await tempFolder();
  const dataDir = join(target, 'data');
  try {
    await platform.repository();
    for (const name of ['raibid-20200101T000000Z.tar', 'raibid-20210101T000000Z.tar', 'mine.tar']) {
      await writeFile(join(to, name), 'old');
    }
    const { file, deleted } = await backUp(platform, to, '--keep', '2');
    expect(deleted).toEqual(['raibid-20200101T000000Z.tar']);
    expect(await readdir(to)).toHaveLength(3);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await restore(file, dataDir)).toMatchObject({ code: 0 });
    await writeFile(join(dataDir, 'note'), 'mine');
    expect(await restore(file, dataDir, '--replace')).toMatchObject({ code: 0 });
    const [, former = ''] = (await readdir(target)).sort();
    expect(former).toMatch(/^data\.before-restore-\d{8}T\d{6}Z$/);
    expect(await readFile(join(target, former, 'note'), 'utf8')).toBe('mine');
  } finally {
    await platform.stop();
  }
}, 60_000);
