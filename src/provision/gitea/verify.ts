import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { isRaibidError } from '../../shared/errors.ts';
import { randomId } from '../../shared/ids.ts';
import { effectiveValues, textValue } from '../chart/chart-values.ts';
import type { Evidence } from '../component.ts';
import type { ComponentContext } from '../context.ts';
import { notVerified } from '../failure.ts';
import { withTempFolder } from '../temp-folder.ts';
import { gitFor } from './git.ts';
import { type GiteaApi, withGitea } from './gitea-api.ts';
import { verifyRegistry } from './verify-registry.ts';

const versionSchema = z.object({ version: z.string() });

/** A commit goes in by `git push` and comes back by `git clone`; an image goes into the registry and comes back. */
export function verifyGitea(context: ComponentContext): Promise<Evidence[]> {
  return withGitea(context, async (gitea) => {
    const { version } = versionSchema.parse(await gitea.call('GET', '/version'));
    const name = `setup-${randomId()}`;
    context.progress('git push and pull');
    await gitea.call('POST', '/user/repos', { name, private: true });
    try {
      const commit = await pushAndClone(context, gitea, name);
      context.progress('registry push and pull');
      const host = textValue(effectiveValues(context), 'host');
      const digest = await verifyRegistry(gitea, { host, name, signal: context.signal });
      return [
        `Gitea ${version} answers`,
        `commit ${commit.slice(0, 10)} was pushed and cloned again`,
        `an image was pushed to its registry and pulled again (${digest.slice(0, 19)})`,
      ];
    } finally {
      await quietly(gitea.call('DELETE', `/packages/${gitea.username}/container/${name}/setup`));
      await gitea.call('DELETE', `/repos/${gitea.username}/${name}`);
    }
  });
}

async function pushAndClone(context: ComponentContext, gitea: GiteaApi, name: string): Promise<string> {
  const address = `${gitea.url}/${gitea.username}/${name}.git`;
  return withTempFolder('setup', async (folder) => {
    const [tree, copy] = [join(folder, 'tree'), join(folder, 'copy')];
    const git = await gitFor(context, gitea, folder);
    await git('init', '--quiet', '--initial-branch=main', tree);
    await writeFile(join(tree, 'README.md'), 'Made by raibid-cli setup to see whether git works.\n');
    await git('-C', tree, 'add', '--all');
    await git('-C', tree, 'commit', '--quiet', '--message', 'Try a push');
    await git('-C', tree, 'push', '--quiet', address, 'main');
    await git('clone', '--quiet', address, copy);
    const [pushed, cloned] = [await git('-C', tree, 'rev-parse', 'HEAD'), await git('-C', copy, 'rev-parse', 'HEAD')];
    if (pushed !== cloned) throw notVerified(`commit ${pushed} was pushed to Gitea, but ${cloned} came back`);
    return pushed;
  });
}

async function quietly(call: Promise<unknown>): Promise<void> {
  await call.catch((error: unknown) => {
    if (!isRaibidError(error, 'not_found')) throw error;
  });
}
