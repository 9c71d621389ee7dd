import { createInterface } from 'node:readline/promises';
import { repositoryRoutes } from '../../../contract/api/repositories.ts';
import { RaibidError } from '../../../shared/errors.ts';
import type { CommandContext } from '../../command.ts';
import { isSwitchedOn, requiredArgument } from '../../option-values.ts';
import { connect } from '../../remote/connection.ts';
import { fullRepositoryName, repositoryParams } from '../../remote/repository-name.ts';

export async function run(context: CommandContext): Promise<number> {
  const name = requiredArgument(context, 'name');
  const fullName = fullRepositoryName(name);
  const client = await connect(context);
  if (!isSwitchedOn(context, 'yes')) await confirm(context, fullName);
  await client.call(repositoryRoutes.delete, { params: repositoryParams(name) }, { signal: context.signal });
  context.stderr.write(`Deleted ${fullName}.\n`);
  return 0;
}

/** Asks for the name once more. Throws `usage` where nobody can answer, or when the answer differs. */
async function confirm(context: CommandContext, fullName: string): Promise<void> {
  if (!context.stderr.isTTY) {
    throw new RaibidError('usage', `${fullName} is deleted only with --yes when nobody can be asked`);
  }
  context.stderr.write(`This deletes ${fullName} with its runs, logs and artifacts. Type its name to go on: `);
  const reader = createInterface({ input: context.stdin });
  try {
    const answer = await reader.question('', { signal: context.signal });
    if (answer.trim() !== fullName) throw new RaibidError('usage', 'the name does not match; nothing was deleted');
  } finally {
    reader.close();
  }
}
