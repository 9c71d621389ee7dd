import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { mirrorRoutes } from '../../../contract/api/mirrors.ts';
import { RaibidError } from '../../../shared/errors.ts';
import type { CommandContext } from '../../command.ts';
import { isSwitchedOn, numberOption, requiredArgument, textOption } from '../../option-values.ts';
import { printData } from '../../output/print.ts';
import { connect } from '../../remote/connection.ts';
import { repositoryParams } from '../../remote/repository-name.ts';
import { readSecretValue } from '../../remote/setting-values.ts';
import { syncMirror, syncText } from '../../remote/sync-mirror.ts';

export async function run(context: CommandContext): Promise<number> {
  const params = repositoryParams(requiredArgument(context, 'repository'));
  const body = await wish(context);
  const client = await connect(context);
  const added = await client.call(mirrorRoutes.add, { params, body }, { signal: context.signal });
  const { webhookSecret, hostKeys } = added;
  const mirror = await syncMirror(client, params, context.signal);
  printData(context, { mirror, webhookSecret, hostKeys }, () => [`${mirror.repository}: ${syncText(mirror)}`]);
  if (hostKeys.length > 0) {
    context.stderr.write(`The ssh server is known by these keys from now on:\n  ${hostKeys.join('\n  ')}\n`);
  }
  context.stderr.write(
    `For pushes to start at once, add a webhook there (content type application/json, event push):\n` +
      `  address  ${mirror.webhookUrl}\n  secret   ${webhookSecret}\n`,
  );
  return mirror.failure === null ? 0 : 1;
}

async function wish(context: CommandContext) {
  const username = textOption(context, 'user') ?? '';
  const intervalSeconds = numberOption(context, 'interval', { min: 10, max: 86_400 });
  return {
    url: requiredArgument(context, 'url'),
    username,
    password: await password(context, username),
    sshKey: await fileOption(context, 'ssh-key'),
    hostKeys: await fileOption(context, 'host-key'),
    allowPrivate: isSwitchedOn(context, 'allow-private'),
    ...(intervalSeconds === undefined ? {} : { intervalSeconds }),
    ...(isSwitchedOn(context, 'statuses') ? { statuses: await statuses(context) } : {}),
  };
}

async function password(context: CommandContext, username: string): Promise<string> {
  const file = textOption(context, 'password-file');
  if (file !== undefined) return readText(context, file);
  return username === '' ? '' : readSecretValue(context, `Password or token of ${username}: `);
}

async function statuses(context: CommandContext) {
  const [api, repository] = [textOption(context, 'status-api'), textOption(context, 'status-repository')];
  const file = textOption(context, 'status-token-file');
  return {
    ...(api === undefined ? {} : { api }),
    ...(repository === undefined ? {} : { repository }),
    ...(file === undefined ? {} : { token: await readText(context, file) }),
  };
}

/** What is in the file that an option names; empty without the option. */
async function fileOption(context: CommandContext, flag: string): Promise<string> {
  const file = textOption(context, flag);
  return file === undefined ? '' : readText(context, file);
}

async function readText(context: CommandContext, file: string): Promise<string> {
  try {
    return (await readFile(resolve(context.cwd, file), 'utf8')).trim();
  } catch (cause) {
    throw new RaibidError('not_found', `${file} cannot be read`, { cause });
  }
}
