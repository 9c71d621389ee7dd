import { createClient } from '../../../client/client.ts';
import { repositoryRoutes } from '../../../contract/api/repositories.ts';
import type { RepositoryView } from '../../../contract/views.ts';
import { isRaibidError, RaibidError } from '../../../shared/errors.ts';
import { shellWord } from '../../../shared/shell-word.ts';
import type { CommandContext } from '../../command.ts';
import { requiredArgument, textOption } from '../../option-values.ts';
import { printData } from '../../output/print.ts';
import { findConnection } from '../../remote/connection.ts';
import { credentialHelper } from '../../remote/credential-helper.ts';
import { addGitRemote } from '../../remote/git-remote.ts';
import { fullRepositoryName } from '../../remote/repository-name.ts';

export async function run(context: CommandContext): Promise<number> {
  const connection = await findConnection(context);
  const client = createClient(connection);
  const body = {
    fullName: fullRepositoryName(requiredArgument(context, 'name')),
    defaultBranch: textOption(context, 'default-branch'),
  };
  const remote = textOption(context, 'remote');
  const helperFor = (address: string): string => credentialHelper(context, address, connection);
  const repository = await client
    .call(repositoryRoutes.create, { body }, { signal: context.signal })
    .catch((error: unknown) => refused(error, `${client.url}/git/${body.fullName}.git`, remote, helperFor));
  printData(context, repository, () => [repository.cloneUrl]);
  const helper = helperFor(repository.cloneUrl);
  if (remote !== undefined) await addGitRemote(context, remote, repository.cloneUrl, helper);
  context.stderr.write(nextSteps(repository, remote, helper));
  if (connection.tokenFile === undefined) context.stderr.write(tokenNote);
  return 0;
}

/** Of a repository that exists people want its remote in another clone: the hint says how. Throws the error on. */
function refused(
  error: unknown,
  address: string,
  remote: string | undefined,
  helperFor: (address: string) => string,
): never {
  if (remote === undefined || !isRaibidError(error, 'already_exists')) throw error;
  const [config, add] = remoteCommands(address, remote, helperFor(address));
  throw new RaibidError('already_exists', error.message, {
    hint: `Its remote here: ${config} && ${add}`,
    cause: error,
  });
}

/** What `--remote` does, for people to do by hand. */
function remoteCommands(address: string, remote: string, helper: string): string[] {
  return [
    `git config credential.${new URL(address).origin}.helper ${shellWord(helper)}`,
    `git remote add ${remote} ${address}`,
  ];
}

/** Git asks the credential helper at each push, and the token stands in no file. */
const tokenNote = 'Each push needs the token in RAIBID_TOKEN, as this command had it.\n';

function nextSteps(repository: RepositoryView, remote: string | undefined, helper: string): string {
  const lines = [
    `Created ${repository.fullName}. Push to it:`,
    ...(remote === undefined ? remoteCommands(repository.cloneUrl, 'raibid', helper).map((line) => `  ${line}`) : []),
    `  git push ${remote ?? 'raibid'} HEAD:${repository.defaultBranch}`,
  ];
  return `${lines.join('\n')}\n`;
}
