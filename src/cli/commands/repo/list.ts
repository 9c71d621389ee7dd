import { repositoryRoutes } from '../../../contract/api/repositories.ts';
import type { RepositoryView } from '../../../contract/views.ts';
import type { CommandContext } from '../../command.ts';
import { printData, printWidth } from '../../output/print.ts';
import { styleFor } from '../../output/style.ts';
import { formatTable } from '../../output/table.ts';
import { ageText } from '../../output/time-text.ts';
import { connect } from '../../remote/connection.ts';

export async function run(context: CommandContext): Promise<number> {
  const client = await connect(context);
  const { repositories } = await client.call(repositoryRoutes.list, {}, { signal: context.signal });
  printData(context, repositories, () => linesFor(repositories, context));
  if (repositories.length === 0) context.stderr.write('No repository yet. Create one: raibid-cli repo create demo\n');
  return 0;
}

function linesFor(repositories: RepositoryView[], context: CommandContext): string[] {
  if (repositories.length === 0) return [];
  const style = styleFor(context.stdout, context.env);
  return formatTable(
    [{ title: 'NAME' }, { title: 'BRANCH' }, { title: 'CREATED' }, { title: 'CLONE URL' }],
    repositories.map((repository) => [
      { text: repository.fullName, paint: style.bold },
      repository.defaultBranch,
      ageText(repository.createdAt, Date.now()),
      repository.cloneUrl,
    ]),
    printWidth(context.stdout),
    style.dim,
  );
}
