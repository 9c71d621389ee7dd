import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createScheduler } from './scheduler/scheduler.ts';
import { commitFiles, initTree } from './testing/git.ts';
import { tempFolder } from './testing/temp-folder.ts';
import { adminToken, openTestServer } from './testing/test-server.ts';

const page = join(import.meta.dirname, '../../docs/api.md');
const workflow = `
on:
  push:
  workflow_dispatch:
    inputs:
      word: { default: none }
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - run: echo hello
`;

/** The shell examples of docs/api.md, in their order. */
async function examples(): Promise<string[]> {
  return [...(await readFile(page, 'utf8')).matchAll(/```sh\n(.*?)```/gs)].map(([, code = '']) => code);
}

function shell(code: string, folder: string, env: Record<string, string>): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { cwd: folder, env: { PATH: process.env.PATH ?? '', GIT_CONFIG_NOSYSTEM: '1', ...env } };
    execFile('bash', ['-euo', 'pipefail', '-c', code], options, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(`${code}\n${stderr || error.message} (bash, curl, sed and git must be installed)`));
    });
  });
}

describe('docs/api.md', () => {
  it('has examples that work, one after the other', async () => {
    const server = await openTestServer();
    const scheduler = createScheduler(server.deps);
    scheduler.start();
    onTestFinished(() => scheduler.stop());
    const env = { RAIBID_URL: await server.listen(), RAIBID_TOKEN: adminToken, HOME: await tempFolder() };
    const tree = await initTree(await tempFolder());
    await commitFiles(tree, { '.github/workflows/ci.yml': workflow });
    const isOver = async () => (await server.deps.store.runs.get('1'))?.status === 'completed';
    const codes = await examples();
    expect(codes.length).toBeGreaterThan(6);
    for (const code of codes) {
      if (code.includes('/rerun')) await expect.poll(isOver).toBe(true);
      if (code.includes('/log'))
        await expect.poll(async () => (await server.deps.store.runs.get('1'))?.jobs.length).toBe(1);
      await shell(code, tree, env);
    }
    expect((await server.deps.store.runs.list({ limit: 10 })).map(({ trigger }) => trigger.event)).toEqual([
      'workflow_dispatch',
      'push',
    ]);
    await expect.poll(async () => (await server.deps.store.runs.get('1'))?.attempt).toBe(2);
  });
});
