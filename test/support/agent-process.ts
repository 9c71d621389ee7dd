import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { endProcess } from '../../src/shared/end-process.ts';

const launcher = fileURLToPath(new URL('../../launchers/raibid-agent', import.meta.url));

/** An agent that a test started itself. */
export interface AgentProcess {
  /** Id of the process. */
  pid: number;
  folder: string;
  signal(name: NodeJS.Signals): void;
  /** Resolves with the exit code. */
  exit: Promise<number | null>;
}

/** Starts `raibid-agent` against a server, with its token on standard input. It is gone after the test. */
export async function startAgentProcess(url: string, token: string, ...flags: string[]): Promise<AgentProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'raibid-agent-test-'));
  const places = ['--work-dir', join(folder, 'work'), '--tool-cache', join(folder, 'tools')];
  const words = ['--server', url, '--token-file', '-', '--name', 'test agent', ...places, ...flags];
  const child = spawn(launcher, words, { stdio: ['pipe', 'inherit', 'inherit'] });
  child.stdin.end(token);
  onTestFinished(() => endAgent(child, folder));
  const exit = once(child, 'exit').then(([code]) => code as number | null);
  return { pid: child.pid ?? 0, folder, exit, signal: (name) => void child.kill(name) };
}

async function endAgent(child: ChildProcess, folder: string): Promise<void> {
  await endProcess(child, 'SIGKILL');
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
}
