import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The root of a machine as far as `install-k3s.sh` writes to it: /etc and /usr/local/bin are folders of its own. */
export interface K3sMachine {
  folder: string;
  /** Writes a shell script: `bin/...` is in /usr/local/bin, `programs/...` comes first on the PATH. */
  program(name: string, script: string): Promise<void>;
  /** The words that run a program on it: in a mount namespace, with the PATH of the caller behind the stand-ins. */
  on(words: readonly string[]): string[];
  remove(): Promise<void>;
}

/** A user namespace of its own may not lay anything over mounts of another one, so only those who need it take one. */
const asRoot = process.getuid?.() === 0 ? [] : ['--map-root-user'];

/** A machine on which systemd only says what it is asked to do. */
export async function k3sMachine(): Promise<K3sMachine> {
  const folder = await mkdtemp(join(tmpdir(), 'raibid-install-k3s-'));
  for (const name of ['etc', 'work', 'bin', 'programs', 'release']) await mkdir(join(folder, name));
  const machine: K3sMachine = {
    folder,
    async program(name, script) {
      await writeFile(join(folder, name), `#!/bin/sh\n${script}\n`);
      await chmod(join(folder, name), 0o755);
    },
    on: (words) => {
      const script = `mount --bind "$1/bin" /usr/local/bin
        mount -t overlay -o "lowerdir=/etc,upperdir=$1/etc,workdir=$1/work" overlay /etc
        export published="$1/release" PATH="$1/programs:$PATH"
        shift && exec "$@"`;
      return ['unshare', ...asRoot, '--mount', 'sh', '-ec', script, 'k3s-machine', folder, ...words];
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
  await machine.program('programs/systemctl', 'echo "systemctl $*"');
  return machine;
}

/** A stand-in for k3s: it says its version, and leaves what is asked of kubectl to `kubectl`, a shell command. */
export function k3sStandIn(version: string, kubectl: string): string {
  return `case $1 in --version) echo "k3s version ${version} (0000000)" ;; kubectl) ${kubectl} ;; esac`;
}
