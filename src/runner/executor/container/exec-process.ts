import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Duplex, type Readable } from 'node:stream';
import { RaibidError } from '../../../shared/errors.ts';
import type { ChildHandle, SpawnCommand } from '../port.ts';
import { nodeStarter, shellStarter } from './exec-starters.ts';
import { nodeInContainer } from './layout.ts';
import type { Podman } from './podman.ts';

/** Starts a process in a running container, as the leader of a group of its own. */
export async function execInContainer(podman: Podman, container: string, command: SpawnCommand): Promise<ChildHandle> {
  const [program, ...flags] = podman.program;
  const starter = command.argv[0] === nodeInContainer ? nodeStarter : shellStarter;
  const options = [
    ...(command.stdin === undefined ? [] : ['--interactive']),
    ...['--preserve-fds', '1', '--workdir', command.cwd],
  ];
  const child = spawn(program, [...flags, 'exec', ...options, container, ...starter.argv, ...command.argv], {
    env: podman.env,
    stdio: [command.stdin === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe', 'pipe'],
    detached: true,
  });
  await once(child, 'spawn').catch((cause: unknown) => {
    throw new RaibidError('tool_missing', `Cannot start ${program}.`, { cause });
  });
  const { stdout, stderr } = child;
  const talk = child.stdio[3];
  if (stdout === null || stderr === null || !(talk instanceof Duplex)) {
    throw new RaibidError('internal', 'The process has no pipes.');
  }
  const leader = firstLine(talk);
  talk.end(starter.environment(command.env));
  if (child.stdin !== null && command.stdin !== undefined) feed(command.stdin, child.stdin);
  const exit = once(child, 'close').then(() => ({ code: child.exitCode, signal: child.signalCode }));
  return { stdout, stderr, exit, kill: (signal) => void killGroup(podman, container, leader, signal) };
}

function feed(from: Readable, to: NodeJS.WritableStream): void {
  to.on('error', () => undefined);
  from.pipe(to);
}

/** The process id that the starter says; null when it never came so far. */
function firstLine(stream: Duplex): Promise<string | null> {
  let text = '';
  return new Promise((resolve) => {
    stream.on('error', () => resolve(null));
    stream.on('close', () => resolve(null));
    stream.on('data', (chunk: Buffer) => {
      text = (text + chunk.toString()).slice(0, 32);
      const line = /^(\d+)\n/.exec(text);
      if (line?.[1] !== undefined) resolve(line[1]);
    });
  });
}

/** Signals reach podman's client only: a shell in the container hands them to the group. */
async function killGroup(
  podman: Podman,
  container: string,
  leader: Promise<string | null>,
  signal: string,
): Promise<void> {
  const pid = await leader;
  if (pid === null) return;
  const script = 'kill "-$1" "-$2" 2>/dev/null';
  await podman
    .run(['exec', container, '/bin/sh', '-c', script, 'sh', signal.replace(/^SIG/, ''), pid])
    .catch(() => undefined);
}
