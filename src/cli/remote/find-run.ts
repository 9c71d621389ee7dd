import type { Client } from '../../client/client.ts';
import { runRoutes } from '../../contract/api/runs.ts';
import type { RunView } from '../../contract/views.ts';
import { RaibidError } from '../../shared/errors.ts';
import type { CommandContext } from '../command.ts';
import { textArgument } from '../option-values.ts';
import { repositoryHere } from './repository-here.ts';

/**
 * Id of the run that the command line names (`12` or `#12`), or of the newest: of the repository of the working
 * directory, where git has a remote for one, else of all. Throws `usage` or `not_found`.
 */
export async function findRunId(client: Client, context: CommandContext): Promise<string> {
  const given = textArgument(context, 'run')?.replace(/^#/, '');
  if (given !== undefined) return checkedRunId(given);
  const repository = await repositoryHere(context, client.url);
  const { runs } = await client.call(runRoutes.list, { query: { repository, limit: 1 } }, { signal: context.signal });
  const newest = runs[0];
  if (newest !== undefined) return newest.id;
  const whose = repository === undefined ? '' : ` of ${repository}`;
  throw new RaibidError('not_found', `there is no run yet${whose}`, { hint: 'Push a commit with a workflow file.' });
}

/** The run that the command line names, with its jobs. */
export async function findRun(client: Client, context: CommandContext): Promise<RunView> {
  const runId = await findRunId(client, context);
  return client.call(runRoutes.get, { params: { runId } }, { signal: context.signal });
}

function checkedRunId(text: string): string {
  if (/^\d{1,15}$/.test(text)) return text;
  throw new RaibidError('usage', `'${text}' is not the id of a run`, { hint: '`raibid-cli runs list` shows the ids.' });
}
