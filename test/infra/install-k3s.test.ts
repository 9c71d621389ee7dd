import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { infra, run } from './support/infra.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'raibid-install-k3s-'));
  for (const name of ['etc', 'work', 'bin', 'programs', 'release']) await mkdir(join(folder, name));
  await program('programs/systemctl', 'echo "systemctl $*"');
  // The release page is a folder; the last argument is the address.
  await program(
    'programs/curl',
    'while [ $# -gt 1 ]; do [ "$1" != -o ] || to=$2; shift; done; cp "$published/${1##*/}" "$to"',
  );
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function program(name: string, script: string): Promise<void> {
  await writeFile(join(folder, name), `#!/bin/sh\n${script}\n`);
  await chmod(join(folder, name), 0o755);
}

/** The script in a mount namespace where what it writes to /etc and /usr/local/bin goes to folders of the test. */
async function install(size = ''): Promise<{ code: number; text: string }> {
  const { code, out, err } = await run('unshare', [
    ...['--map-root-user', '--mount', 'sh', '-ec'],
    `mount --bind "$1/bin" /usr/local/bin
     mount -t overlay -o "lowerdir=/etc,upperdir=$1/etc,workdir=$1/work" overlay /etc
     export published="$1/release" PATH="$1/programs:$PATH" SIZE="$2"
     exec "$3/scripts/install-k3s.sh"`,
    ...['install-k3s', folder, size, infra],
  ]);
  return { code, text: `${out}${err}` };
}

/** A stand-in for k3s: it says its version, and answers that the node is ready. */
function k3s(version: string): string {
  return `case $1 in --version) echo "k3s version ${version} (0000000)" ;; kubectl) echo "k3s $*" ;; esac`;
}

async function wantedVersion(): Promise<string> {
  return (await run(join(infra, 'scripts/component.sh'), ['k3s', 'version'])).out.trim();
}

async function publish(isWhole: boolean): Promise<void> {
  const name = process.arch === 'arm64' ? 'k3s-arm64' : 'k3s';
  await program(`release/${name}`, k3s(await wantedVersion()));
  const sum = createHash('sha256').update(await readFile(join(folder, 'release', name)));
  const sums = process.arch === 'arm64' ? 'sha256sum-arm64.txt' : 'sha256sum-amd64.txt';
  await writeFile(join(folder, 'release', sums), `${isWhole ? sum.digest('hex') : '0'.repeat(64)}  ${name}\n`);
  await program('release/install.sh', 'echo "installed with $INSTALL_K3S_EXEC"');
}

describe('infra/scripts/install-k3s.sh', () => {
  it('installs the pinned release with our flags, and changes nothing the second time', async () => {
    await publish(true);
    const first = await install();
    expect(first).toMatchObject({ code: 0, text: expect.stringContaining('installed with server') });
    const second = await install();
    expect(second).toEqual({ code: 0, text: 'k3s kubectl wait --for=condition=Ready node --all --timeout=300s\n' });
  });

  it('restarts k3s when its configuration changed, and only then', async () => {
    await program('bin/k3s', k3s(await wantedVersion()));
    expect((await install()).text).toContain('systemctl restart k3s');
    expect((await install('small')).text).toContain('config.yaml.d/small.yaml.\nThe configuration changed');
    expect((await install('small')).text).not.toContain('systemctl');
    expect((await install()).text).toContain('Removed');
  });

  it('installs nothing whose checksum is another', async () => {
    await publish(false);
    const { code, text } = await install();
    expect({ code, text }).toMatchObject({ code: 1, text: expect.stringContaining('did NOT match') });
    expect((await run('test', ['-e', join(folder, 'bin/k3s')])).code).toBe(1);
  });
});
