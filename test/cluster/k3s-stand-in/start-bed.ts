import { chmod, copyFile, mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadImages } from '../lifecycle/load.ts';
import { bedUp } from '../lifecycle/up.ts';
import { bedNamed } from '../node/bed.ts';
import { runningBed } from '../node/record.ts';
import { runQuiet } from '../run.ts';

/**
 * Starts the bed in this network, or finds it running: as with k3s, what runs in the cluster outlives the program. Its first
 * process is a program below the data folder, as all of k3s's own are, so what ends k3s's containers ends the bed. Images
 * of the data folder are loaded as k3s does.
 */
export async function startBed(name: string, dataDir: string): Promise<{ kubeconfig: string }> {
  const bed = bedNamed(name);
  if ((await runningBed(bed)) === null) {
    const first = await firstProgram(join(dataDir, 'data/current/bin'));
    await bedUp(bed, (line) => console.error(line), { network: 'here', first });
  }
  const images = join(dataDir, 'agent/images');
  const archives = (await readdir(images).catch(() => [])).filter((file) => file.endsWith('.tar'));
  await loadImages(
    bed,
    archives.map((file) => join(images, file)),
  );
  return { kubeconfig: await readFile(bed.kubeconfig, 'utf8') };
}

async function firstProgram(folder: string): Promise<string> {
  const program = join(folder, 'tini');
  await mkdir(folder, { recursive: true });
  await copyFile((await runQuiet(['sh', '-c', 'command -v tini'])).trim(), program);
  await chmod(program, 0o755);
  return program;
}
