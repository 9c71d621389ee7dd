import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bedNamed } from '../node/bed.ts';
import { removeCgroups } from '../node/cgroups.ts';
import { runShown } from '../run.ts';

/** Named by this process: cgroups are those of the whole machine. */
const bedName = `path-${process.pid}`;

/**
 * Runs a program on a machine of its own, as far as namespaces go: its files outside of the temporary folder are layers over
 * this machine's, its network, mounts and processes its own. So `raibid-cli setup all` can install k3s there as it would
 * here, and nothing of it is left. Answers the exit code.
 */
export async function runOnOwnMachine(words: string[], environment: Record<string, string>): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'raibid-machine-'));
  const namespaces = ['--net', '--ipc', '--mount', '--propagation', 'private', '--pid', '--mount-proc'];
  const main = [process.execPath, join(import.meta.dirname, 'main.ts'), folder];
  const command = ['unshare', ...namespaces, '--fork', '--kill-child', 'tini', '-g', '--', ...main, ...words];
  const env = {
    ...environment,
    TMPDIR: folder,
    RAIBID_BED: bedName,
    KUBECONFIG: '/etc/rancher/k3s/k3s.yaml',
    // What the tests' own kubectl keeps.
    KUBECACHEDIR: join(folder, 'kubectl'),
  };
  try {
    return await runShown(command, env);
  } finally {
    await removeCgroups(bedNamed(bedName));
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}
