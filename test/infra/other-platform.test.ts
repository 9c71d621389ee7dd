import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildImages } from '../../scripts/images/build-images.ts';
import { imageOptions } from '../../scripts/images/options.ts';
import { stopCommands } from '../../scripts/images/run-command.ts';
import { createClient } from '../../src/client/client.ts';
import { hashToken, newToken } from '../../src/shared/ids.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { adminToken, finished, logOf, makeRepository, pushWorkflow, runOf, workflowPath } from '../support/platform.ts';
import { until } from '../support/until.ts';
import { unpackImage } from './support/image-archive.ts';
import { root } from './support/infra.ts';
import { otherPlatform, runInside } from './support/inside-image.ts';

const minutes = 60_000;
const platform = otherPlatform();
let work = '';
const folder = (name: string): string => join(work, name);

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'raibid-other-platform-'));
  await promisify(execFile)('npm', ['pack', '--silent', '--pack-destination', work], { cwd: root, maxBuffer: 1e8 });
  const tarball = (await readdir(work)).find((name) => name.endsWith('.tgz')) ?? '';
  const words = ['--only', 'server,agent,job', '--platform', platform.name];
  const options = imageOptions([...words, '--output', folder('images'), '--package', folder(tarball)]);
  if (typeof options === 'string') throw new Error(options);
  for (const { archive } of await buildImages(options)) {
    const name = /raibid-ci-(\w+)-/.exec(archive)?.[1] ?? '';
    await unpackImage(archive, folder(name));
  }
}, 40 * minutes);

/** What runs inside of images; it ends with an error when it is ended. */
const programs: Promise<unknown>[] = [];
afterAll(async () => {
  stopCommands();
  await Promise.allSettled(programs);
  await rm(work, { recursive: true, force: true, maxRetries: 3 });
});

/** Starts a program of an image as its user, with these folders of the test at these places. */
function start(
  image: string,
  user: string,
  command: string[],
  shared: Record<string, string>,
  env: Record<string, string> = {},
): void {
  const mounts = Object.fromEntries(Object.entries(shared).map(([name, place]) => [folder(name), place]));
  const program = runInside(platform, folder(image), command, { user, mounts, env });
  programs.push(program.catch((error: Error) => console.log(`${image}: ${error.message}`)));
}

async function notedAddress(dataDir: string): Promise<string | false> {
  const noted = await readFile(join(dataDir, 'server.json'), 'utf8').catch(() => null);
  return noted !== null && (JSON.parse(noted) as { url: string }).url;
}

/** As the chart has them: two containers that share a folder with a socket. */
async function startPod(server: string, token: string): Promise<void> {
  await mkdir(folder('secret'));
  await writeFile(join(folder('secret'), 'token'), token);
  const socket = '/run/executor/socket';
  const executor = '/run/executor';
  const listen = ['raibid-agent', 'executor', '--listen', socket];
  start('job', '1001:1000', listen, { executor, 'job-files': '/job' }, { HOME: '/job/home' });
  const env = { RAIBID_SERVER: server, RAIBID_TOKEN_FILE: '/run/secret/token' };
  start('agent', '1000:1000', ['raibid-agent', '--executor', socket], { executor, secret: '/run/secret' }, env);
}

it(
  `runs a push with the images for ${platform.name}, on a ${process.arch} machine by emulation`,
  async () => {
    const flags = ['--data-dir', '/run/data', '--port', '0', '--max-agents', '0'];
    start('server', '1000:1000', ['raibid-server', ...flags], { data: '/run/data' });
    const dataDir = folder('data');
    const url = await until('the server has noted its address', () => notedAddress(dataDir), 120);
    const admin = await adminToken(dataDir);
    const client = createClient({ url, token: admin });

    const token = newToken('agent');
    const store = await openSqliteStore({ file: join(dataDir, 'state.db') });
    await store.tokens.create({ hash: hashToken(token), kind: 'agent', name: 'pod', createdAt: 0, expiresAt: null });
    await store.close();
    await startPod(url, token);

    const repository = await makeRepository(client, admin, work, 'demo');
    const script = 'echo "$(uname -m) $RUNNER_ARCH"; git --version; tar --version | head -n 1';
    const sha = await repository.push({ [workflowPath]: pushWorkflow(script) });
    const run = await finished(client, (await runOf(client, sha)).id);
    const lines = await logOf(client, run.jobs[0]?.id ?? '');
    expect(lines).toContain(`${platform.machine} ${platform.node.toUpperCase()}`);
    expect(run.conclusion).toBe('success');
    expect(lines.join('\n')).toMatch(/git version .*\ntar \(GNU tar\)/);
  },
  10 * minutes,
);
