import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { executorConformance, type TestExecutor } from '../testing/executor-conformance.ts';
import { jobMessage, openPlace, run } from '../testing/job-fixture.ts';
import { isRunning } from '../testing/processes.ts';
import { needTool } from '../testing/tools.ts';
import { openExecutor } from './open.ts';
import type { Executor } from './port.ts';
import { probeIsolation } from './probe.ts';
import { programFolders } from './program-folders.ts';
import { openSandbox } from './sandbox.ts';

const serve = fileURLToPath(new URL('../testing/serve-stdio.ts', import.meta.url));

beforeAll(() => needTool('bwrap', 'bubblewrap'));

function openSandboxAt(root: string, hidden: string[] = []): Promise<Executor> {
  return openExecutor({
    isolation: 'sandbox',
    root: join(root, 'agents/one'),
    toolCache: join(root, 'tool-cache/7'),
    serveCommand: [process.execPath, serve],
    hidden,
    workspaceName: 'demo',
  });
}

async function open(): Promise<TestExecutor> {
  const root = await mkdtemp('/var/tmp/raibid-sandbox-');
  const executor = await openSandboxAt(root);
  return {
    executor,
    [Symbol.asyncDispose]: async () => {
      await executor.close(0);
      await rm(root, { recursive: true, force: true });
    },
  };
}

executorConformance('sandbox', open);

test('auto takes the sandbox where it works, and says so', async () => {
  expect(await probeIsolation('auto')).toMatchObject({
    isolation: 'sandbox',
    reason: expect.stringContaining('bubblewrap works'),
  });
  expect(await probeIsolation('none')).toMatchObject({ isolation: 'none' });
});

/** A data folder with everything a hostile job would like to have. */
async function makeDataFolder(): Promise<string> {
  const data = await mkdtemp('/var/tmp/raibid-data-');
  await chmod(data, 0o755);
  for (const folder of ['agents/two/workspace', 'repositories', 'blobs'])
    await mkdir(join(data, folder), { recursive: true });
  await writeFile(join(data, 'admin-token'), 'raibid_admin_MARKER');
  await writeFile(join(data, 'state.db'), 'MARKER');
  await writeFile(join(data, 'agents/two/workspace/secret.txt'), 'MARKER');
  return data;
}

const hostile = (data: string, victim: number, socket: string) => `
exec 2>&1
for file in ${data}/admin-token ${data}/state.db ${data}/agents/two/workspace/secret.txt /proc/1/root${data}/admin-token /proc/1/cwd${data}/admin-token; do
  cat $file && echo "LEAK $file"
done
grep -sa MARKER /proc/[0-9]*/environ && echo "LEAK environment"
ls ${data} /root /home /var/lib /run/docker.sock /var/run/docker.sock ${socket} && echo "LEAK listing"
grep -rs MARKER / --include=admin-token --include=secret.txt && echo "LEAK search"
kill -9 ${victim} && echo "LEAK kill"
ls -d /proc/[0-9]* | wc -l | { read n; [ "$n" -lt 20 ] || echo "LEAK processes $n"; }
python3 -c 'import socket; socket.socket(socket.AF_UNIX).connect("${socket}")' && echo "LEAK socket"
touch /usr/bin/planted /etc/planted /job/planted && echo "LEAK write"
mount -t tmpfs none /mnt && echo "LEAK mount"
unshare -m true && mount --bind / /tmp && echo "LEAK remount"
cat /dev/mem /dev/sda /dev/vda && echo "LEAK device"
echo 1 > /proc/sys/kernel/sysrq && echo "LEAK sysctl"
cat /etc/shadow && echo "LEAK shadow"
setsid bash -c 'exec -a stray sleep 6011' > /dev/null 2>&1 < /dev/null &
env -i setsid bash -c 'exec -a stray2 sleep 6012' > /dev/null 2>&1 < /dev/null &
echo finished
true
`;

test('a hostile job reads nothing, reaches nobody, and leaves nothing behind', async () => {
  const data = await makeDataFolder();
  process.env.RAIBID_TEST_SECRET = 'MARKER in the environment of whoever opens the sandbox';
  const victim = spawn('sleep', ['6010']);
  const listener = createServer().listen(join(data, 'docker.sock'));
  await once(listener, 'listening');
  await chmod(join(data, 'docker.sock'), 0o777);
  try {
    await using place = await openPlace(() => openSandboxAt(data, [data]));
    const outcome = await place.run(
      jobMessage([run(hostile(data, victim.pid ?? 0, join(data, 'docker.sock')), { shell: 'bash {0}' })]),
    );
    expect(outcome.lines.filter((line) => /LEAK|MARKER/.test(line))).toEqual([]);
    expect(outcome.lines).toContain('finished');
    expect(isRunning(victim.pid ?? 0)).toBe(true);
    await expect.poll(() => processesNamed('stray')).toHaveLength(2);
    await place.executor.close(0);
    expect(await processesNamed('stray')).toEqual([]);
  } finally {
    delete process.env.RAIBID_TEST_SECRET;
    victim.kill();
    listener.close();
    await rm(data, { recursive: true, force: true });
  }
});

async function processesNamed(name: string): Promise<number[]> {
  const found: number[] = [];
  for (const entry of await readdir('/proc')) {
    const line = /^\d+$/.test(entry) ? await readFile(`/proc/${entry}/cmdline`, 'utf8').catch(() => '') : '';
    if (line.startsWith(name)) found.push(Number(entry));
  }
  return found;
}

test('a job has its own home, temporary folder and tools, and the network', async () => {
  const root = await mkdtemp('/var/tmp/raibid-sandbox-');
  const listener = createServer((socket) => socket.end('hello')).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  const port = typeof address === 'object' ? address?.port : 0;
  try {
    await using place = await openPlace(() => openSandboxAt(root));
    const script = [
      'echo x > ~/a && echo x > /tmp/b && echo x > $RUNNER_TEMP/c && echo x > $RUNNER_TOOL_CACHE/d && echo x > e && echo x > /dev/shm/f',
      'echo "$HOME $GITHUB_WORKSPACE $(whoami)"',
      'git init -q . && git -c user.name=a -c user.email=b@c commit -q --allow-empty -m x && echo committed',
      `exec 3<>/dev/tcp/127.0.0.1/${port} && cat <&3`,
    ].join('\n');
    const outcome = await place.run(jobMessage([run(script)]));
    expect(outcome.lines).toEqual(['/job/home /job/work/demo runner', 'committed', 'hello']);
    expect(await readFile(join(root, 'tool-cache/7/d'), 'utf8')).toBe('x\n');
    expect(await readFile(join(root, 'agents/one/workspace/e'), 'utf8')).toBe('x\n');
  } finally {
    listener.close();
    await rm(root, { recursive: true, force: true });
  }
});

test('a job that kills its own place fails, and its runner goes on', async () => {
  const root = await mkdtemp('/var/tmp/raibid-sandbox-');
  await using place = await openPlace(() => openSandboxAt(root));
  const outcome = await place.run(jobMessage([run('kill -9 -1; sleep 600'), run('echo never')]));
  expect(outcome.conclusion).toBe('failure');
  expect(outcome.lines).toEqual(['##[error]The place of this job is gone: its executor ended the connection.']);
  await rm(root, { recursive: true, force: true });
});

test('an agent killed with -9 takes its sandbox along', async () => {
  const root = await mkdtemp('/var/tmp/raibid-sandbox-');
  const script = fileURLToPath(new URL('../testing/sandbox-left-alone.ts', import.meta.url));
  const agent = spawn(process.execPath, [script, root], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(agent.stdout, 'data');
  await expect.poll(() => processesNamed('abandoned')).toHaveLength(1);
  agent.kill('SIGKILL');
  await expect.poll(() => processesNamed('abandoned'), { timeout: 10_000 }).toEqual([]);
  await rm(root, { recursive: true, force: true });
});

test('a hidden folder stays hidden inside a folder that is shown', async () => {
  const root = await mkdtemp('/var/tmp/raibid-sandbox-');
  const shown = join(root, 'shown');
  await mkdir(join(shown, 'data'), { recursive: true });
  await writeFile(join(shown, 'data/admin-token'), 'MARKER');
  await writeFile(join(shown, 'program'), 'x');
  const serveCommand = [process.execPath, serve];
  await using place = await openPlace(async () =>
    openSandbox({
      root: join(shown, 'agents/one'),
      toolCache: join(root, 'tools'),
      serveCommand,
      programFolders: [...(await programFolders(serveCommand)), shown],
      hidden: [join(shown, 'data')],
      workspaceName: 'demo',
    }),
  );
  const outcome = await place.run(jobMessage([run(`ls -A ${shown} ${shown}/data ${shown}/agents`)]));
  expect(outcome.lines.join(' ')).toBe(`${shown}: agents data program  ${shown}/agents:  ${shown}/data:`);
  await rm(root, { recursive: true, force: true });
});

test('a sandbox whose program does not start says why', async () => {
  const root = await mkdtemp('/var/tmp/raibid-sandbox-');
  const options = {
    isolation: 'sandbox',
    root: join(root, 'a'),
    toolCache: join(root, 't'),
    serveCommand: ['/no/such/program'],
  } as const;
  await expect(openExecutor(options)).rejects.toMatchObject({
    code: 'sandbox_unavailable',
    message: expect.stringContaining('/no/such/program'),
  });
  await rm(root, { recursive: true, force: true });
});

test('works for a user without rights, who keeps his id and gets no capability', async () => {
  const script = fileURLToPath(new URL('../testing/sandbox-as-user.ts', import.meta.url));
  // A root that runs the tests becomes such a user; the folders of this clone stay readable to it.
  const asUser = process.getuid?.() === 0 ? ['unshare', '--user', '--map-user=1000', '--map-group=1000'] : [];
  const [program = '', ...parameters] = [...asUser, process.execPath, script];
  const answer: unknown = JSON.parse(execFileSync(program, parameters, { encoding: 'utf8' }));
  const uid = asUser.length > 0 ? 1000 : process.getuid?.();
  expect(answer).toEqual({ uid, lines: [String(uid), '0000000000000000', '2', 'wrote'] });
});
