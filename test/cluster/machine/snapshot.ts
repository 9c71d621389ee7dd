import { lstat, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runQuiet } from '../run.ts';
import { layered, layerFolder } from './layers.ts';

/** All that a program can leave on a machine, each as sorted lines. */
export interface Snapshot {
  files: string[];
  mounts: string[];
  links: string[];
  rules: string[];
  routes: string[];
  processes: string[];
}

/**
 * What is on the machine (see `enter-machine.ts`) now. Of files those that were changed since it began, with mode and
 * time; the bed's and the test's own temporary files are not among them, nor what is below the folders `but`.
 */
export async function snapshot(but: readonly string[] = []): Promise<Snapshot> {
  const changed = layered.map((place) => filesBelow(join(layerFolder(tmpdir()), place, 'upper'), `/${place}`));
  const run = await filesBelow('/run', '/run');
  const [links, rules, routes] = await Promise.all([
    runQuiet(['ip', '-oneline', 'link']),
    Promise.all(['iptables-save', 'ip6tables-save'].map((program) => runQuiet([program]))),
    Promise.all([runQuiet(['ip', 'route']), runQuiet(['ip', 'rule'])]),
  ]);
  return {
    files: [...(await Promise.all(changed)).flat(), ...run]
      .filter((file) => !but.some((folder) => file.startsWith(`${folder}/`)))
      .sort(),
    mounts: sorted(await readFile('/proc/self/mounts', 'utf8')).filter((line) => !isOfOthers(line)),
    links: sorted(links.replaceAll(/^(\d+: [^:]+):.*$/gm, '$1')).map((line) => line.replace(/^\d+: /, '')),
    rules: rulesOf(rules.join('\n')),
    routes: sorted(routes.join('\n')),
    processes: await processes(),
  };
}

async function filesBelow(folder: string, shown: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => !entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(
    files.map(async (file) => {
      const { mode, mtimeMs } = await lstat(file);
      return `${join(shown, file.slice(folder.length))} ${mode.toString(8)} ${new Date(mtimeMs).toISOString()}`;
    }),
  );
}

/** Mounts in temporary folders of other programs were copied with all others, and go when those programs remove the folder. */
function isOfOthers(mount: string): boolean {
  const point = mount.split(' ')[1] ?? '';
  return point.startsWith(`${dirname(tmpdir())}/`) && !point.startsWith(`${tmpdir()}/`);
}

/** Chains and rules; counters and empty tables say nothing. */
function rulesOf(saved: string): string[] {
  return sorted(saved.replaceAll(/ \[\d+:\d+\]$/gm, '')).filter((line) => /^(:[^ ]+ -|-A )/.test(line));
}

/** Command lines, without this process and what it has started. */
async function processes(): Promise<string[]> {
  const found: string[] = [];
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const words = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (words !== '') found.push(words.replaceAll('\0', ' ').trim());
  }
  return found.sort();
}

function sorted(text: string): string[] {
  return text.split('\n').filter(Boolean).sort();
}
