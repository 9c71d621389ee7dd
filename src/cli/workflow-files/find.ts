import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { RaibidError } from '../../shared/errors.ts';
import type { ReadCalled } from '../../workflow/plan/resolve-calls.ts';
import { workflowFolders } from '../../workflow/workflow-files.ts';

const yaml = /\.ya?ml$/;

/** The folder with a workflow folder or `.git`, from `start` upwards; `start` itself when there is none. */
export async function findWorkingTree(start: string): Promise<string> {
  for (let folder = resolve(start); ; folder = dirname(folder)) {
    for (const mark of ['.git', ...workflowFolders]) {
      if ((await kindOf(join(folder, mark))) !== 'missing') return folder;
    }
    if (dirname(folder) === folder) return resolve(start);
  }
}

/** Workflow files of a working tree, by name: those of the first workflow folder that exists, or of the one given. */
export async function workflowsOfTree(tree: string, folder?: string): Promise<string[]> {
  for (const candidate of folder === undefined ? workflowFolders : [folder]) {
    const path = resolve(tree, candidate);
    if ((await kindOf(path)) === 'folder') return yamlFilesIn(path);
  }
  throw new RaibidError('not_found', `there is no folder of workflow files in ${tree}`, {
    hint: `Put workflow files into ${workflowFolders[0]}, or name another folder or file.`,
  });
}

/** Texts of the workflow files that others of a working tree call. Other repositories are for the server to read. */
export function calledIn(tree: string, elsewhere: null | undefined): ReadCalled {
  return ({ repository, path }) =>
    repository === null ? readFile(join(tree, path), 'utf8').catch(() => undefined) : elsewhere;
}

/** Files that a path of the command line stands for: itself, its YAML files, or the workflows of a working tree. */
export async function workflowsAt(path: string): Promise<string[]> {
  const kind = await kindOf(path);
  if (kind === 'missing') throw new RaibidError('not_found', `there is no ${path}`, { at: { file: path } });
  if (kind === 'file') return [path];
  for (const folder of workflowFolders) {
    if ((await kindOf(join(path, folder))) === 'folder') return yamlFilesIn(join(path, folder));
  }
  return yamlFilesIn(path);
}

/** The file's path as people write it: from the working folder when it lies below. */
export function shownPath(file: string, cwd: string): string {
  const path = relative(cwd, file);
  return path.startsWith('..') ? file : path;
}

async function yamlFilesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => !entry.isDirectory() && yaml.test(entry.name)).map((entry) => entry.name);
  return names.sort().map((name) => join(folder, name));
}

async function kindOf(path: string): Promise<'missing' | 'file' | 'folder'> {
  const found = await stat(path).catch(() => null);
  if (found === null) return 'missing';
  return found.isDirectory() ? 'folder' : 'file';
}
