import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { ownerLabel } from './owner.ts';
import type { Podman } from './podman.ts';

/** The network of one job. Everything of the job hangs on it: with it all its containers go. */
export interface GuardedNetwork {
  readonly name: string;
  /** Labels of everything that belongs to the job. */
  readonly labels: string[];
  /** Ends the containers and removes them, their volumes and the network. */
  remove(): Promise<void>;
}

/** Waits until its input ends, which it does whatever ends the agent; then removes. Podman may be busy with a start. */
const guardScript = `cat >/dev/null
for try in 1 2 3 4 5; do
  "$@" network rm --force --time 0 "$NETWORK" >/dev/null 2>&1
  "$@" network exists "$NETWORK" || exit 0
  sleep 1
done`;

/** Makes a network with a guard beside it: a process that removes all of it once this one is gone, even by SIGKILL. */
export async function openGuardedNetwork(podman: Podman, name: string): Promise<GuardedNetwork> {
  const labels = ['--label', await ownerLabel()];
  const guard = spawn('/bin/sh', ['-c', guardScript, 'guard', ...podman.program], {
    env: { ...podman.env, NETWORK: name },
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  const ended = once(guard, 'exit');
  guard.stdin.on('error', () => undefined);
  const remove = async (): Promise<void> => {
    guard.stdin.end();
    await ended;
  };
  try {
    await podman.ask('The network of the job could not be made', ['network', 'create', ...labels, name]);
  } catch (error) {
    await remove();
    throw error;
  }
  return { name, labels, remove };
}
