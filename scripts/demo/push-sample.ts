import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { repositoryRoutes } from '../../src/contract/api/repositories.ts';
import { runRoutes } from '../../src/contract/api/runs.ts';
import { root, runQuietly } from '../command.ts';
import type { Platform } from './platform.ts';

export interface Push {
  runId: string;
  sha: string;
  repository: string;
}

/** Makes a repository on the platform and pushes the sample into it, with git as it is installed here. */
export async function pushSample(platform: Platform, folder: string): Promise<Push> {
  const { client } = platform;
  const repository = await client.call(repositoryRoutes.create, { body: { fullName: 'local/demo' } });
  await cp(join(root, 'scripts/demo/sample'), folder, { recursive: true });
  const credentials = join(folder, '..', 'credentials');
  const address = new URL(platform.url);
  await writeFile(credentials, `${address.protocol}//demo:${platform.token}@${address.host}\n`, { mode: 0o600 });
  const git = (...words: string[]): Promise<string> =>
    runQuietly('git', [...identity(credentials), ...words], { cwd: folder });
  await git('init', '--quiet', '--initial-branch=main');
  await git('add', '--all');
  await git('commit', '--quiet', '--message', 'Count, report, say hello');
  const sha = (await git('rev-parse', 'HEAD')).trim();
  console.log(`\n$ git push ${repository.cloneUrl} main`);
  const started = performance.now();
  await git('push', '--quiet', repository.cloneUrl, 'main');
  console.log(`pushed in ${Math.round(performance.now() - started)} ms`);
  return { runId: await runOf(platform, sha), sha, repository: repository.fullName };
}

/** The token stays out of arguments and of `.git/config`: git reads it from a file with mode 0600. */
function identity(credentials: string): string[] {
  const settings = [
    'user.name=Demo',
    'user.email=demo@localhost',
    'commit.gpgSign=false',
    'credential.helper=',
    `credential.helper=store --file=${credentials}`,
  ];
  return settings.flatMap((setting) => ['-c', setting]);
}

async function runOf(platform: Platform, sha: string): Promise<string> {
  for (let tries = 0; tries < 200; tries += 1) {
    const { runs } = await platform.client.call(runRoutes.list, { query: { sha } });
    if (runs[0] !== undefined) return runs[0].id;
    await delay(50);
  }
  throw new Error(`no run came for ${sha}`);
}
