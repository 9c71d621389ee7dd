import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { infra, pinnedK3s, run } from './support/infra.ts';
import { type K3sMachine, k3sMachine, k3sStandIn } from './support/k3s-machine.ts';

let machine: K3sMachine;
beforeEach(async () => {
  machine = await k3sMachine();
  // The release page is a folder; the last argument is the address.
  await machine.program(
    'programs/curl',
    'while [ $# -gt 1 ]; do [ "$1" != -o ] || to=$2; shift; done; cp "$published/${1##*/}" "$to"',
  );
});
afterEach(() => machine.remove());

async function install(size = ''): Promise<{ code: number; text: string }> {
  const [program = '', ...words] = machine.on(['env', `SIZE=${size}`, join(infra, 'scripts/install-k3s.sh')]);
  const { code, out, err } = await run(program, words);
  return { code, text: `${out}${err}` };
}

/** It answers that the node is ready. */
async function k3s(): Promise<string> {
  return k3sStandIn(await pinnedK3s(), 'echo "k3s $*"');
}

async function publish(isWhole: boolean): Promise<void> {
  const name = process.arch === 'arm64' ? 'k3s-arm64' : 'k3s';
  await machine.program(`release/${name}`, await k3s());
  const sum = createHash('sha256').update(await readFile(join(machine.folder, 'release', name)));
  const sums = process.arch === 'arm64' ? 'sha256sum-arm64.txt' : 'sha256sum-amd64.txt';
  await writeFile(join(machine.folder, 'release', sums), `${isWhole ? sum.digest('hex') : '0'.repeat(64)}  ${name}\n`);
  await machine.program('release/install.sh', 'echo "installed with $INSTALL_K3S_EXEC"');
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
    await machine.program('bin/k3s', await k3s());
    expect((await install()).text).toContain('systemctl restart k3s');
    expect((await install('small')).text).toContain('config.yaml.d/small.yaml.\nThe configuration changed');
    expect((await install('small')).text).not.toContain('systemctl');
    expect((await install()).text).toContain('Removed');
  });

  it('installs nothing whose checksum is another', async () => {
    await publish(false);
    const { code, text } = await install();
    expect({ code, text }).toMatchObject({ code: 1, text: expect.stringContaining('did NOT match') });
    expect((await run('test', ['-e', join(machine.folder, 'bin/k3s')])).code).toBe(1);
  });
});
