import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { tempFolder } from '../../../server/testing/temp-folder.ts';
import { killContainers } from './containers.ts';

const run = promisify(execFile);
const trial = fileURLToPath(new URL('../testing/clean-up.ts', import.meta.url));

/** Runs a script, then the clean-up, then what shows the outcome, in network and mount namespaces of their own. */
async function cleanedUp(before: string, prefix: string, after: string): Promise<string> {
  const script = `set -e\nip link set lo up\n${before}\n'${process.execPath}' '${trial}' '${prefix}'\n${after}`;
  const { stdout } = await run('unshare', ['--user', '--map-root-user', '--net', '--mount', 'sh', '-c', script]);
  return stdout;
}

test('links and firewall rules of k3s go, all others stay', async () => {
  const before = `
    ip link add cni0 type bridge
    ip link add pod0 type veth peer name other0
    ip link set pod0 master cni0
    ip link add keep0 type bridge
    iptables -t nat -N KUBE-SERVICES
    iptables -t nat -A PREROUTING -m comment --comment "kubernetes service portals" -j KUBE-SERVICES
    iptables -N FLANNEL-FWD
    iptables -A FORWARD -m comment --comment "flanneld forward" -j FLANNEL-FWD
    iptables -A INPUT -p tcp --dport 2222 -j ACCEPT`;
  const stdout = await cleanedUp(before, '/nonexistent', 'ip -brief link; iptables-save');
  expect(stdout).toContain('keep0');
  expect(stdout).toContain('--dport 2222 -j ACCEPT');
  expect(stdout).not.toMatch(/cni0|pod0|KUBE|flannel/i);
});

test('what is mounted below the folders of k3s is unmounted, the innermost first', async () => {
  const folder = await tempFolder();
  const kept = await tempFolder();
  const before = `
    mkdir -p '${folder}/run/k3s/a b' '${folder}/run/k3s/x'
    mount -t tmpfs none '${folder}/run/k3s'
    mkdir -p '${folder}/run/k3s/a b'
    mount -t tmpfs none '${folder}/run/k3s/a b'
    mount -t tmpfs none '${kept}'`;
  const stdout = await cleanedUp(before, join(folder, 'run/k3s'), 'cat /proc/self/mounts');
  expect(stdout).toContain(kept);
  expect(stdout).not.toContain(folder);
});

test('containers die with all they started; a program elsewhere lives on', async () => {
  const data = await tempFolder();
  const shim = join(data, 'containerd-shim');
  await copyFile('/bin/sh', shim);
  await promisify(execFile)('chmod', ['755', shim]);
  const started = join(data, 'started');
  const child = spawn(shim, ['-c', `sleep 1000 & echo $! > ${started}.new; mv ${started}.new ${started}; wait`], {
    stdio: 'ignore',
  });
  const other = spawn('sleep', ['1000'], { stdio: 'ignore' });
  const gone = once(child, 'exit');
  let inner = '';
  while (inner === '') inner = (await readFile(started, 'utf8').catch(() => '')).trim();
  await killContainers(data);
  await gone;
  await writeFile(`/proc/${inner}/comm`, 'x').then(
    () => expect.unreachable('the process that the shim started is alive'),
    () => undefined,
  );
  expect(other.exitCode).toBeNull();
  other.kill();
});
