import { repositoryRoutes } from '../../../contract/api/repositories.ts';
import type { RepositoryView } from '../../../contract/views.ts';
import type { CommandContext } from '../../command.ts';
import { requiredArgument, textOption } from '../../option-values.ts';
import { printData } from '../../output/print.ts';
import { connect } from '../../remote/connection.ts';
import { credentialHelper } from '../../remote/credential-helper.ts';
import { addGitRemote } from '../../remote/git-remote.ts';
import { fullRepositoryName } from '../../remote/repository-name.ts';

export async function run(context: CommandContext): Promise<number> {
  const client = await connect(context);
  const body = {
    fullName: fullRepositoryName(requiredArgument(context, 'name')),
    defaultBranch: textOption(context, 'default-branch'),
  };
  const repository = await client.call(repositoryRoutes.create, { body }, { signal: context.signal });
  printData(context, repository, () => [repository.cloneUrl]);
  const remote = textOption(context, 'remote');
  if (remote !== undefined) await addGitRemote(context, remote, repository.cloneUrl);
  context.stderr.write(nextSteps(repository, remote, credentialHelper(context.env.PATH)));
  return 0;
}

function nextSteps(repository: RepositoryView, remote: string | undefined, helper: string): string {
  const { origin } = new URL(repository.cloneUrl);
  const remoteLines = [
    `  git config credential.${origin}.helper '${helper}'`,
    `  git remote add raibid ${repository.cloneUrl}`,
  ];
  const lines = [
    `Created ${repository.fullName}. Push to it:`,
    ...(remote === undefined ? remoteLines : []),
    `  git push ${remote ?? 'raibid'} HEAD:${repository.defaultBranch}`,
  ];
  return `${lines.join('\n')}\n`;
}
