import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { forgeRoutes } from '../../../contract/api/forges.ts';
import { RaibidError } from '../../../shared/errors.ts';
import type { CommandContext } from '../../command.ts';
import { requiredArgument, textOption } from '../../option-values.ts';
import { printData } from '../../output/print.ts';
import { connect } from '../../remote/connection.ts';

export async function run(context: CommandContext): Promise<number> {
  const client = await connect(context);
  const body = {
    name: requiredArgument(context, 'name'),
    url: requiredArgument(context, 'url'),
    token: await readForgeToken(context),
  };
  const forge = await client.call(forgeRoutes.add, { body }, { signal: context.signal });
  printData(context, forge, () => [`${forge.name}  ${forge.url}`]);
  context.stderr.write(
    `Connected. Let a repository run here: raibid-cli repo enable owner/name --forge ${forge.name}\n`,
  );
  return 0;
}

/** Never an argument: those can be seen by every user of the machine. */
async function readForgeToken(context: CommandContext): Promise<string> {
  const file = textOption(context, 'forge-token-file') ?? '-';
  const token = (file === '-' ? await fromStdin(context) : await fromFile(resolve(context.cwd, file))).trim();
  if (token !== '') return token;
  throw new RaibidError('usage', 'the token of the forge is empty');
}

async function fromStdin(context: CommandContext): Promise<string> {
  if (context.stderr.isTTY) context.stderr.write('Token of the forge, then Ctrl-D: ');
  return text(context.stdin);
}

async function fromFile(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new RaibidError('usage', `the file ${file} with the token of the forge cannot be read`, { cause });
  }
}
