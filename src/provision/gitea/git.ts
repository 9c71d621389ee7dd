import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RaibidError } from '../../shared/errors.ts';
import type { ComponentContext } from '../context.ts';
import { runProgram } from '../tools/run-program.ts';
import type { GiteaApi } from './gitea-api.ts';

/** Runs git with Gitea's password in a file that only we can read, and with nothing of the user's own configuration. */
export async function gitFor(context: ComponentContext, { username, password, url }: GiteaApi, folder: string) {
  const credentials = join(folder, 'credentials');
  const { host } = new URL(url);
  await writeFile(credentials, `http://${username}:${password}@${host}\n`, { mode: 0o600 });
  const env = {
    ...context.env,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_SYSTEM: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
  };
  const settings = [
    `credential.helper=store --file=${credentials}`,
    'user.name=raibid-cli',
    'user.email=raibid-cli@localhost',
  ];
  const fixed = settings.flatMap((setting) => ['-c', setting]);
  return async (...words: string[]): Promise<string> => {
    const { code, stdout, stderr } = await runProgram('git', [...fixed, ...words], { env, signal: context.signal });
    if (code === 0) return stdout.trim();
    throw new RaibidError(
      'provision_failed',
      `git ${words.find((word) => !word.startsWith('-') && !word.startsWith('/'))} failed: ${stderr.trim()}`,
    );
  };
}
