import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { readSettings, type Settings } from './flags.ts';

/** What the stand-in was started with, for tests to look at: `<data-dir>/stand-in.json`, a line a start. */
interface Start {
  version: string;
  settings: Record<string, unknown>;
  registries: unknown;
  images: string[];
}

async function main([version = '', means = '', command = '', ...words]: string[]): Promise<void> {
  if (command === '--version') {
    console.log(`k3s version ${version} (stand-in)\ngo version none`);
    return;
  }
  if (command !== 'server') throw new Error(`the stand-in has no command ${command}`);
  const settings = await readSettings(words);
  await rm(settings.kubeconfig, { force: true });
  const { kubeconfig } = means === 'answers' ? await answers(version) : await bed(means.slice('bed:'.length), settings);
  await noteStart(version, settings);
  await writeWhole(join(settings.dataDir, 'server', 'token'), 'K10standin::server:stand-in\n', 0o600);
  await writeWhole(settings.kubeconfig, kubeconfig, settings.kubeconfigMode);
  console.error(`k3s ${version} (stand-in) is up`);
  const alive = setInterval(() => undefined, 60_000);
  // What runs in the cluster goes on, as pods do when k3s is stopped.
  process.once('SIGTERM', () => {
    clearInterval(alive);
    process.exit(0);
  });
}

async function answers(version: string): Promise<{ kubeconfig: string }> {
  const { startAnswers } = await import('./answers.ts');
  return startAnswers(version);
}

async function bed(name: string, { dataDir }: Settings): Promise<{ kubeconfig: string }> {
  const { startBed } = await import('./start-bed.ts');
  return startBed(name, dataDir);
}

async function noteStart(version: string, { all, dataDir, registries }: Settings): Promise<void> {
  const start: Start = {
    version,
    settings: all,
    registries: parse(await readFile(registries, 'utf8')),
    images: await readdir(join(dataDir, 'agent/images')).catch(() => []),
  };
  await mkdir(dataDir, { recursive: true });
  await writeFile(join(dataDir, 'stand-in.json'), `${JSON.stringify(start)}\n`, { flag: 'a' });
}

async function writeWhole(path: string, content: string, mode: number): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content, { mode });
}

await main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(`level=fatal msg="${error instanceof Error ? error.message : error}"`);
  process.exitCode = 1;
});
