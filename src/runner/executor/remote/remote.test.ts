import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { executorConformance, type TestExecutor } from '../../testing/executor-conformance.ts';
import { layoutBelow } from '../../testing/job-fixture.ts';
import { isRunning } from '../../testing/processes.ts';
import { defaultPath } from '../host.ts';
import { serveExecutor } from '../serve.ts';
import { connectExecutor } from './client.ts';
import { writeControl, writeData } from './frames.ts';
import { protocolName, protocolVersion } from './protocol.ts';

interface SocketPair extends AsyncDisposable {
  root: string;
  client: Socket;
  server: Socket;
}

/** Both ends of a Unix socket, as the two containers of a pod have it. */
async function openSockets(): Promise<SocketPair> {
  const root = await mkdtemp(join(tmpdir(), 'raibid-remote-'));
  const listener = createServer().listen(join(root, 'socket'));
  await once(listener, 'listening');
  const accepted = once(listener, 'connection');
  const client = connect(join(root, 'socket'));
  const [server]: Socket[] = await accepted;
  if (server === undefined) throw new Error('no connection');
  return {
    root,
    client,
    server,
    [Symbol.asyncDispose]: async () => {
      client.destroy();
      server.destroy();
      listener.close();
      await rm(root, { recursive: true, force: true });
    },
  };
}

const channelOf = (socket: Socket) => ({ readable: socket, writable: socket });

async function open(): Promise<TestExecutor & { pair: SocketPair; served: Promise<void> }> {
  const pair = await openSockets();
  const served = serveExecutor(channelOf(pair.server));
  served.catch(() => undefined);
  const executor = await connectExecutor(channelOf(pair.client), {
    isolation: 'none',
    layout: layoutBelow(pair.root),
    path: defaultPath,
  });
  return {
    executor,
    pair,
    served,
    [Symbol.asyncDispose]: async () => {
      await executor.close(0);
      await served.catch(() => undefined);
      await pair[Symbol.asyncDispose]();
    },
  };
}

executorConformance('remote', open);

async function startSleeper(executor: TestExecutor['executor']): Promise<{ pid: number; exit: Promise<unknown> }> {
  const file = join(executor.layout.workspace, 'pid');
  const child = await executor.spawn({
    argv: ['sh', '-c', 'setsid sleep 600 & echo $! > new && mv new pid; sleep 600'],
    cwd: executor.layout.workspace,
    env: { PATH: defaultPath },
  });
  child.stdout.resume();
  child.stderr.resume();
  await expect.poll(() => executor.read(file, 100)).not.toBeNull();
  return { pid: Number(await readFile(file, 'utf8')), exit: child.exit };
}

test('a cut connection ends every process on the other side, and every wait on this one', async () => {
  await using remote = await open();
  const { pid, exit } = await startSleeper(remote.executor);
  expect(isRunning(pid)).toBe(true);
  remote.pair.client.destroy();
  await remote.served;
  expect(isRunning(pid)).toBe(false);
  await expect(exit).rejects.toMatchObject({ code: 'unreachable' });
  await expect(remote.executor.read('/etc/hostname', 100)).rejects.toMatchObject({ code: 'unreachable' });
});

test('a connection cut in the middle of a frame ends like any other', async () => {
  await using remote = await open();
  const { pid } = await startSleeper(remote.executor);
  remote.pair.client.write(Buffer.from([0, 0, 1, 0, 1, 123]));
  remote.pair.client.end();
  await remote.served;
  expect(isRunning(pid)).toBe(false);
});

test('a client of another version is told so', async () => {
  await using pair = await openSockets();
  const served = serveExecutor(channelOf(pair.server));
  writeControl(channelOf(pair.client), {
    type: 'hello',
    protocol: protocolName,
    versions: [99],
    layout: layoutBelow(pair.root),
    path: '',
  });
  const [answer] = await once(pair.client, 'data');
  expect(String(answer)).toContain(`speaks version ${protocolVersion}`);
  await served;
});

test.each([
  ['an answer that is none', (socket: Socket) => writeControl(channelOf(socket), { type: 'exit', id: 'x' })],
  ['a frame larger than allowed', (socket: Socket) => socket.write(Buffer.from([0x7f, 0xff, 0xff, 0xff, 1]))],
  ['a frame of no kind', (socket: Socket) => socket.write(Buffer.from([0, 0, 0, 1, 9]))],
])('a hostile server cannot harm the client: %s', async (_name, attack) => {
  await using pair = await openSockets();
  writeControl(channelOf(pair.server), { type: 'hello', version: protocolVersion, os: 'Linux', arch: 'X64' });
  const executor = await connectExecutor(channelOf(pair.client), {
    isolation: 'none',
    layout: layoutBelow(pair.root),
    path: '',
  });
  const waiting = executor.which('sh');
  attack(pair.server);
  await expect(waiting).rejects.toMatchObject({ code: 'input_invalid' });
});

test('a server that sends more than its credit is cut off', async () => {
  await using pair = await openSockets();
  writeControl(channelOf(pair.server), { type: 'hello', version: protocolVersion, os: 'Linux', arch: 'X64' });
  const executor = await connectExecutor(channelOf(pair.client), {
    isolation: 'none',
    layout: layoutBelow(pair.root),
    path: '',
  });
  writeControl(channelOf(pair.server), { type: 'started', id: 1 });
  const child = await executor.spawn({ argv: ['sh'], cwd: '/', env: {} });
  for (let count = 0; count < 10; count++) writeData(channelOf(pair.server), 1, 1, Buffer.alloc(60_000));
  await expect(child.exit).rejects.toMatchObject({ code: 'input_invalid' });
});

test('lengths that do not fit the content, or were not asked for, are refused', async () => {
  await using pair = await openSockets();
  const server = channelOf(pair.server);
  writeControl(server, { type: 'hello', version: protocolVersion, os: 'Linux', arch: 'X64' });
  const executor = await connectExecutor(channelOf(pair.client), {
    isolation: 'none',
    layout: layoutBelow(pair.root),
    path: '',
  });
  const answers = [[5, 5], [5], [200]];
  for (const [nth, files] of answers.entries()) {
    const id = nth + 1;
    const taken = executor.takeFiles([{ path: '/a', maxBytes: 100 }]);
    taken.catch(() => undefined);
    writeControl(server, { type: 'taken', id, files });
    writeData(server, id, 1, Buffer.alloc(6));
    writeControl(server, { type: 'end', id, stream: 1 });
    await expect(taken).rejects.toMatchObject({ code: 'unreachable' });
  }
});
