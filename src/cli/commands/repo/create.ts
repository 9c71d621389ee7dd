import { repositoryRoutes } from '../../../contract/api/repositories.ts';
import type { CommandContext } from '../../command.ts';
import { requiredArgument, textOption } from '../../option-values.ts';
import { printData } from '../../output/print.ts';
import { connect } from '../../remote/connection.ts';
import { fullRepositoryName } from '../../remote/repository-name.ts';

export async function run(context: CommandContext): Promise<number> {
  const client = await connect(context);
  const body = {
    fullName: fullRepositoryName(requiredArgument(context, 'name')),
    defaultBranch: textOption(context, 'default-branch'),
  };
  const repository = await client.call(repositoryRoutes.create, { body }, { signal: context.signal });
  printData(context, repository, () => [repository.cloneUrl]);
  context.stderr.write(
    `Created ${repository.fullName}. Push to it:\n` +
      `  raibid-cli token --git | git credential approve\n` +
      `  git remote add raibid ${repository.cloneUrl}\n` +
      `  git push raibid HEAD:${repository.defaultBranch}\n`,
  );
  return 0;
}
