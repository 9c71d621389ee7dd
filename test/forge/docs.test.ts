import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type GiteaWorld, isFilled, startGiteaWorld } from '../support/gitea-world.ts';
import { type Platform, startPlatform, workflowPath } from '../support/platform.ts';

const page = fileURLToPath(new URL('../../docs/forges.md', import.meta.url));
const launchers = fileURLToPath(new URL('../../launchers', import.meta.url));

let world: GiteaWorld;
let platform: Platform;

beforeAll(async () => {
  world = await startGiteaWorld();
  platform = await startPlatform();
});
afterAll(async () => {
  await platform.stop();
  await world.remove();
});

interface Outcome {
  exit: number;
  stdout: string;
  stderr: string;
}

function shell(code: string, folder: string): Promise<Outcome> {
  const { PATH = '' } = process.env;
  const env = {
    PATH: `${launchers}:${PATH}`,
    HOME: folder,
    RAIBID_SERVER: platform.server.url,
    RAIBID_TOKEN: platform.token,
  };
  return new Promise((resolve) => {
    execFile('bash', ['-euo', 'pipefail', '-c', code], { cwd: folder, env }, (error, stdout, stderr) => {
      const exit = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
      resolve({ exit, stdout, stderr });
    });
  });
}

describe('docs/forges.md', () => {
  it('has commands that work, one after the other', async () => {
    const repository = await world.repository('engine');
    const jobs = { build: { 'runs-on': 'ubuntu-latest', steps: [{ run: 'true' }] } };
    await repository.push({ [workflowPath]: JSON.stringify({ on: 'workflow_dispatch', jobs }) });
    await isFilled(world, repository.fullName);
    const folder = await mkdtemp(join(tmpdir(), 'raibid-docs-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    await writeFile(join(folder, 'gitea-token'), world.gitea.token);
    const text = (await readFile(page, 'utf8'))
      .replaceAll('https://git.example.org', world.gitea.url)
      .replaceAll('ada/engine', repository.fullName);
    const codes = [...text.matchAll(/```sh\n(.*?)```/gs)].map(([, code = '']) => code);
    expect(codes).toHaveLength(4);
    const [connect = '', look = '', leave = '', approve = ''] = codes;
    expect(await shell(connect, folder)).toMatchObject({ exit: 0, stdout: expect.stringContaining(world.gitea.url) });
    const looked = await shell(look, folder);
    expect(looked.stdout).toContain(`ok     ${repository.fullName}: the webhook is there`);
    expect(looked.stdout).toContain('workflow_dispatch');
    expect(looked.exit).toBe(0);
    // There is no run 7 of a fork here: what it has to say is that, in one line.
    expect(await shell(approve, folder)).toMatchObject({ exit: 4, stderr: expect.stringContaining('no run 7') });
    await shell('raibid-cli runs watch 1', folder);
    expect(await shell(leave, folder)).toMatchObject({ exit: 0 });
    expect(await world.api('GET', `/repos/${repository.fullName}/hooks`)).toEqual([]);
  });
});
