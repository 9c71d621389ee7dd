import type { ServerConfig } from '../../../contract/config.ts';
import type { RunningServer } from '../../../server/listen.ts';
import { packageVersion } from '../../../shared/package-version.ts';
import { shellWord } from '../../../shared/shell-word.ts';
import type { CommandContext } from '../../command.ts';
import { styleFor } from '../../output/style.ts';
import { userFolder } from '../../user-folders.ts';

/**
 * What `up` prints once the platform is there. The commands in it work as they stand, in another terminal as well: a
 * data folder other than the usual one is named in them.
 */
export function bannerLines(
  server: Pick<RunningServer, 'url' | 'isolation'>,
  config: Pick<ServerConfig, 'dataDir' | 'maxAgents' | 'warm'>,
  context: Pick<CommandContext, 'stdout' | 'env'>,
): string[] {
  const style = styleFor(context.stdout, context.env);
  const { isolation: kind, reason } = server.isolation;
  const isolation = kind === 'sandbox' ? style.green('sandbox') : style.yellow('none');
  const where = config.dataDir === userFolder(context.env, 'data') ? '' : ` --data-dir ${shellWord(config.dataDir)}`;
  return [
    `${style.bold('raibid-ci')} ${packageVersion()} is up at ${style.bold(style.cyan(server.url))}`,
    '',
    `  log in     raibid-cli token${where}   (the token is in ${config.dataDir}/admin-token)`,
    `  data       ${config.dataDir}`,
    `  agents     at most ${config.maxAgents}, ${config.warm} kept warm`,
    `  isolation  ${isolation} (${reason})`,
    '',
    `  raibid-cli repo create demo${where}   makes a repository to push to. Ctrl-C stops the platform.`,
  ];
}
