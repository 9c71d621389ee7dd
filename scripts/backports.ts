import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { runShown } from './command.ts';

const run = promisify(execFile);

const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';

/**
 * Installs packages that this Debian release has in its backports only, from the mirror that the machine uses, without
 * changing its list of sources. False when that is not possible.
 */
export async function installBackports(packages: string[], env: Record<string, string>): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), 'raibid-backports-'));
  try {
    const codename = /^VERSION_CODENAME=(\w+)/m.exec(await readFile('/etc/os-release', 'utf8'))?.[1] ?? '';
    const mirror = await mirrorOf(codename);
    if (mirror === null) return false;
    const list = join(folder, 'sources.list');
    await writeFile(list, `deb [signed-by=${keyring}] ${mirror} ${codename}-backports main\n`);
    const source = ['-o', `Dir::Etc::sourcelist=${list}`, '-qq'];
    await runShown('apt-get', [...source, 'update'], env);
    const install = [...source, '-y', '--no-install-recommends', '-t', `${codename}-backports`, 'install', ...packages];
    return (await runShown('apt-get', install, env)) === 0;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Where apt has this release's main archive from. */
async function mirrorOf(codename: string): Promise<string | null> {
  const { stdout } = await run('apt-get', ['indextargets', '--format', '$(CODENAME) $(REPO_URI)']);
  const line = stdout.split('\n').find((candidate) => candidate.startsWith(`${codename} `));
  return line?.slice(codename.length + 1) ?? null;
}

/** The packages that apt knows no version of. */
export async function unknownPackages(packages: string[]): Promise<string[]> {
  const known = await Promise.all(
    packages.map((name) =>
      run('apt-cache', ['show', name]).then(
        () => true,
        () => false,
      ),
    ),
  );
  return packages.filter((_, nth) => known[nth] === false);
}
