import { spawn } from 'node:child_process';
import { mkdir, open, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { runQuiet } from '../run.ts';
import { type Bed, bedNamed } from './bed.ts';
import { makeLinks } from './links.ts';
import { network as addresses } from './network.ts';
import { type Service, servicesOf } from './services.ts';

/**
 * The node itself, run inside network, mount and process namespaces of its own (see `lifecycle/up.ts`): everything it
 * does to mounts, links and rules is gone with it. Words: whether the network is its `own` too, the bed's name, the
 * folders of its programs as JSON.
 */
async function main([network = '', name = '', programs = '']: string[]): Promise<void> {
  const bed = bedNamed(name);
  const folders = z.record(z.string(), z.string()).parse(JSON.parse(programs));
  const folder = (group: string) => z.string().parse(folders[group]);
  await prepareMounts(bed);
  if (network === 'own') await makeLinks();
  await runQuiet(['hostname', addresses.nodeName]);
  const services = servicesOf(bed, {
    kubernetes: folder('kubernetes'),
    etcd: folder('etcd'),
    containerd: folder('containerd'),
    runc: folder('runc'),
    cni: folder('cni'),
    own: folder('own'),
  });
  for (const service of services.first) void keepRunning(bed, service);
  await apiServerReady(bed, folder('kubernetes'));
  for (const service of services.second) void keepRunning(bed, service);
}

/** The kubelet wants these values; it is shown them, and the machine's own stay as they are. */
const wantedSettings = {
  'vm/overcommit_memory': '1',
  'vm/panic_on_oom': '0',
  'kernel/panic': '10',
  'kernel/panic_on_oops': '1',
  'kernel/keys/root_maxkeys': '1000000',
  'kernel/keys/root_maxbytes': '25000000',
};

async function prepareMounts(bed: Bed): Promise<void> {
  // Volumes that the kubelet mounts must be seen by containerd.
  await runQuiet(['mount', '--make-rshared', '/']);
  // The kubelet, containerd and iptables have fixed places below these.
  for (const place of ['/run', '/var/lib', '/var/log']) await runQuiet(['mount', '-t', 'tmpfs', 'tmpfs', place]);
  await mkdir('/run/lock');
  await mkdir('/var/lib/kubelet');
  for (const [setting, value] of Object.entries(wantedSettings)) {
    const file = join(bed.run, basename(setting));
    await writeFile(file, value);
    await runQuiet(['mount', '--bind', file, `/proc/sys/${setting}`]);
  }
}

/** Starts it again a second after it ended, as a service manager would. */
async function keepRunning(bed: Bed, service: Service): Promise<void> {
  for (;;) {
    const log = await open(join(bed.logs, `${service.name}.log`), 'a');
    const child = spawn(service.program, service.words, { cwd: '/', stdio: ['ignore', log.fd, log.fd] });
    await log.close();
    const end = await new Promise((resolve) => {
      child.on('error', resolve);
      child.on('close', (code, signal) => resolve(code ?? signal));
    });
    console.log(`${new Date().toISOString()} ${service.name} ended: ${end}`);
    await sleep(1000);
  }
}

async function apiServerReady(bed: Bed, kubernetes: string): Promise<void> {
  const ask = [join(kubernetes, 'kubectl'), '--kubeconfig', bed.kubeconfig, 'get', '--raw', '/readyz'];
  for (;;) {
    const answer = await runQuiet(ask).catch(() => '');
    if (answer === 'ok') return;
    await sleep(100);
  }
}

await main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  // The driver sees that the bed is gone and shows the log.
  process.exit(1);
});
