import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { RaibidError } from '../../shared/errors.ts';
import type { CommandContext } from '../command.ts';

const execute = promisify(execFile);

/**
 * Names an address as a remote of the git repository in the working directory, and lets git ask
 * `helper` for its password: no token is written anywhere.
 * @throws `conflict` with git's words, when this is no repository or it has such a remote.
 */
export async function addGitRemote(
  context: CommandContext,
  name: string,
  address: string,
  helper: string,
): Promise<void> {
  const server = new URL(address).origin;
  const git = (...words: string[]) => execute('git', words, { cwd: context.cwd, env: { ...context.env } });
  try {
    await git('remote', 'add', '--', name, address);
    await git('config', '--local', `credential.${server}.helper`, helper);
  } catch (cause) {
    throw new RaibidError('conflict', `the remote '${name}' could not be added: ${gitWords(cause)}`, {
      hint: `The repository exists on the server; add it by hand: git remote add ${name} ${address}`,
      cause,
    });
  }
}

function gitWords(error: unknown): string {
  const words = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
  return words.replace(/^(error|fatal): /, '') || 'git cannot be run';
}
