import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { CommandContext } from '../command.ts';

const execute = promisify(execFile);

/**
 * Full name of the repository of the server at `url` for which the git repository in the working directory has a remote,
 * as `repo create --remote` makes it. Undefined outside of a git repository, and when there is none or more than one.
 */
export async function repositoryHere(
  { cwd, env }: Pick<CommandContext, 'cwd' | 'env'>,
  url: string,
): Promise<string | undefined> {
  const words = ['config', '--get-regexp', String.raw`^remote\..*\.url$`];
  const { stdout } = await execute('git', words, { cwd, env: { ...env } }).catch(() => ({ stdout: '' }));
  const prefix = `${url}/git/`;
  // A line is the setting and its value; neither the name of a remote nor an address of ours has a space.
  const addresses = stdout.split('\n').map((line) => line.slice(line.lastIndexOf(' ') + 1));
  const names = addresses.filter((address) => address.startsWith(prefix)).map((address) => nameIn(address, prefix));
  const [name, ...others] = new Set(names);
  return others.length === 0 ? name : undefined;
}

function nameIn(address: string, prefix: string): string {
  return address
    .slice(prefix.length)
    .replace(/\/?$/, '')
    .replace(/\.git$/, '');
}
