import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { RaibidError } from '../../shared/errors.ts';
import { gitEnvironment } from '../githost/git-environment.ts';
import { runSshTool, sshFailure } from './run-ssh-tool.ts';

/**
 * Does the work beside an ssh-agent that holds this one key; its socket is in the folder. The key reaches no disk, no
 * argument and no environment. `input_invalid` for what is no private key, or one with a pass phrase; `tool_missing`.
 */
export async function withSshAgent<T>(key: string, socket: string, work: () => Promise<T>): Promise<T> {
  const agent = spawn('ssh-agent', ['-D', '-a', socket], {
    env: gitEnvironment(),
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = once(agent, 'close').catch(() => {});
  try {
    await listening(agent);
    await addKey(key, socket);
    return await work();
  } finally {
    agent.kill();
    await ended;
  }
}

/** It prints its address once it listens. */
async function listening(agent: ChildProcess): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  agent.stdout?.once('data', () => resolve());
  agent.once('error', (cause) => reject(sshFailure('ssh-agent', cause)));
  agent.once('close', () => reject(new RaibidError('internal', 'ssh-agent ended before it listened.')));
  await promise;
}

async function addKey(key: string, socket: string): Promise<void> {
  const environment = { SSH_AUTH_SOCK: socket, SSH_ASKPASS_REQUIRE: 'never' };
  const { exit, stderr } = await runSshTool('ssh-add', ['-q', '-'], { input: `${key.trim()}\n`, environment });
  if (exit === 0) return;
  throw new RaibidError('input_invalid', `The ssh key is not taken: ${stderr || 'it has a pass phrase'}`, {
    hint: 'Give a private key without a pass phrase, made for this mirror alone: ssh-keygen -t ed25519 -N "".',
  });
}
