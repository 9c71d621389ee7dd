import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { RaibidError } from '../../shared/errors.ts';
import { defaultPath } from './host.ts';
import { whichProgram } from './host-files.ts';
import type { Executor, JobLayout } from './port.ts';
import { connectExecutor } from './remote/client.ts';
import {
  privilegeCommand,
  programPath,
  type SandboxFolders,
  sandboxArguments,
  sandboxLayout,
} from './sandbox-arguments.ts';
import type { SandboxOptions } from './sandbox-options.ts';
import { etcFiles, jobUser } from './sandbox-user.ts';

/** After this the sandbox counts as broken. Its start takes some 100 ms. */
const startMilliseconds = 15_000;

/**
 * A job's own view of the machine, made by bubblewrap: own processes, own IPC and host name, system folders read-only,
 * nothing of the data folder, of homes, of other jobs and of /run; the network is shared. `close` kills all of it.
 */
export async function openSandbox(options: SandboxOptions): Promise<Executor> {
  const layout = options.layout ?? sandboxLayout(options.workspaceName);
  const folders = await makeFolders(options, layout);
  const bwrap = (await whichProgram('bwrap', programPath)) ?? 'bwrap';
  const child = startBubblewrap(bwrap, await sandboxArguments(options, folders, layout), options.serveCommand);
  const complaints = collect(child);
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  await once(child, 'spawn').catch((cause: unknown) => {
    throw new RaibidError('sandbox_unavailable', `Cannot start ${bwrap}.`, { cause });
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), startMilliseconds);
  try {
    return await connect(child, layout, options.path ?? defaultPath, ended);
  } catch (cause) {
    child.kill('SIGKILL');
    await ended;
    throw new RaibidError('sandbox_unavailable', `The sandbox did not start: ${complaints() || 'no answer'}`, {
      cause,
    });
  } finally {
    clearTimeout(timer);
  }
}

/** The view is told through a pipe: a job sees the command line of its sandbox, and paths of this side say too much. */
function startBubblewrap(bwrap: string, view: readonly string[], program: readonly string[]): ChildProcess {
  const child = spawn(bwrap, ['--args', '3', '--', ...privilegeCommand(), ...program], {
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    env: {},
    detached: true,
    cwd: '/',
  });
  const pipe = child.stdio[3];
  if (pipe instanceof Writable) {
    pipe.on('error', () => undefined);
    pipe.end(view.map((word) => `${word}\0`).join(''));
  }
  return child;
}

function connect(child: ChildProcess, layout: JobLayout, path: string, ended: Promise<void>): Promise<Executor> {
  const { stdin, stdout } = child;
  if (stdin === null || stdout === null) throw new RaibidError('internal', 'The sandbox has no pipes.');
  return connectExecutor(
    { readable: stdout, writable: stdin },
    {
      isolation: 'sandbox',
      layout,
      path,
      // The kernel kills every process of the sandbox with its first one.
      onEnd: async () => {
        child.kill('SIGKILL');
        await ended;
      },
    },
  );
}

/** The parts of the job's folder, owned by the user that the job runs as. */
async function makeFolders(options: SandboxOptions, layout: JobLayout): Promise<SandboxFolders> {
  const part = (name: string) => join(options.root, name);
  const folders = { workspace: part('workspace'), temp: part('temp'), home: part('home'), scratch: part('tmp') };
  const user = jobUser();
  for (const folder of [...Object.values(folders), options.toolCache]) {
    await mkdir(folder, { recursive: true });
    if (user.drop) await chown(folder, user.uid, user.gid);
  }
  await chmod(folders.scratch, 0o1777);
  const etc = part('etc');
  await mkdir(etc, { recursive: true });
  const files = etcFiles(user, layout.home);
  for (const [name, content] of Object.entries(files)) await writeFile(join(etc, name), content);
  return { ...folders, toolCache: options.toolCache, etc };
}

/** The last words of bubblewrap or of the program inside, for the error message. */
function collect(child: ChildProcess): () => string {
  let text = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    text = (text + chunk.toString()).slice(-2000);
  });
  return () => text.trim();
}
