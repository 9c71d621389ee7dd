import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { demandGo, go, testCache } from '../../support/go-build.ts';
import { isThere, keep } from '../keep.ts';
import { type ProgramGroup, type ProgramGroupName, programGroups } from './programs.ts';

/** Where everything that the bed builds is kept. */
export function bedCache(): string {
  return join(testCache(), 'cluster');
}

/**
 * The folder of a group's programs, built when it is not there yet: named by version, architecture and a hash of all
 * that decides their content, so that a change of a pin builds anew and nothing old is ever run.
 */
export async function programFolder(name: ProgramGroupName): Promise<string> {
  const group: ProgramGroup = programGroups[name];
  const folder = join(bedCache(), 'programs', `${name}-${group.version}-${process.arch}-${await digestOf(group)}`);
  if (!(await isThere(folder))) await build(name, group, folder);
  return folder;
}

async function build(name: string, group: ProgramGroup, folder: string): Promise<void> {
  await demandGo('The test bed is built from source: it');
  console.error(`bed: building ${name} ${group.version} (kept in ${folder})`);
  const started = performance.now();
  const unfinished = `${folder}.${process.pid}`;
  await mkdir(unfinished, { recursive: true });
  const settings = (group.settings ?? []).map((setting) => ` -X ${setting}`).join('');
  const flags = ['-trimpath', '-tags', group.tags ?? '', '-ldflags', `-s -w${settings}`];
  try {
    for (const [program, path] of Object.entries(group.packages)) {
      const output = join(unfinished, program);
      await go(group.folder, ['build', ...flags, '-o', output, path], { CGO_ENABLED: group.cgo ? '1' : '0' });
    }
    await keep(unfinished, folder);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  console.error(`bed: built ${name} in ${Math.round((performance.now() - started) / 1000)} s`);
}

/** Of the settings and of every file in the module's folder. */
async function digestOf(group: ProgramGroup): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify({ ...group, folder: '' }));
  const entries = await readdir(group.folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  for (const file of files.sort()) hash.update(file.slice(group.folder.length)).update(await readFile(file));
  return hash.digest('hex').slice(0, 12);
}
