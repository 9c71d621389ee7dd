import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeLinks } from '../node/links.ts';
import { network } from '../node/network.ts';
import { runQuiet, runShown } from '../run.ts';
import { layered, layerFolder } from './layers.ts';

/** Furnishes the machine that `enter-machine.ts` made, and runs a program there. Words: its folder, then the program's. */
async function main([folder = '', ...words]: string[]): Promise<number> {
  await mkdir(layerFolder(folder));
  await runQuiet(['mount', '-t', 'tmpfs', 'tmpfs', layerFolder(folder)]);
  for (const place of layered) await mountLayer(join(layerFolder(folder), place), `/${place}`);
  await runQuiet(['mount', '-t', 'tmpfs', 'tmpfs', '/run']);
  await mkdir('/run/lock');
  await writeFile('/etc/resolv.conf', `nameserver ${network.dnsAddress}\nsearch svc.cluster.local cluster.local\n`);
  await makeLinks();
  return runShown(words);
}

/** The folder as it is, with all changes going into a layer above it. */
async function mountLayer(layer: string, folder: string): Promise<void> {
  const [upper, work] = [join(layer, 'upper'), join(layer, 'work')];
  for (const part of [upper, work]) await mkdir(part, { recursive: true });
  await runQuiet([
    'mount',
    '-t',
    'overlay',
    'overlay',
    '-o',
    `lowerdir=${folder},upperdir=${upper},workdir=${work}`,
    folder,
  ]);
}

process.exitCode = await main(process.argv.slice(2));
