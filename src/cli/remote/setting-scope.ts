import type { Client } from '../../client/client.ts';
import type { SettingScope } from '../../contract/settings.ts';
import { RaibidError } from '../../shared/errors.ts';
import type { CommandContext, CommandOption } from '../command.ts';
import { textOption } from '../option-values.ts';
import { repositoryHere } from './repository-here.ts';
import { fullRepositoryName } from './repository-name.ts';

/** Where a secret or variable belongs. */
export const scopeOptions: CommandOption[] = [
  { flag: 'repo', short: 'r', value: 'name', summary: 'Repository: name or owner/name (default: the one here)' },
  { flag: 'env', short: 'e', value: 'environment', summary: 'Environment of the repository' },
  { flag: 'owner', short: 'o', value: 'owner', summary: 'Owner: holds for all repositories of it' },
];

/**
 * The scope that the options name; without --repo and --owner the repository of the working directory. Throws `usage`
 * when there is none, or two are named.
 */
export async function settingScope(context: CommandContext, client: Client): Promise<SettingScope> {
  const [named, environment, owner] = ['repo', 'env', 'owner'].map((flag) => textOption(context, flag));
  const repository = named ?? (owner === undefined ? await repositoryHere(context, client.url) : undefined);
  if ((repository === undefined) === (owner === undefined)) {
    throw new RaibidError('usage', 'say where it belongs: --repo NAME (with --env ENVIRONMENT) or --owner OWNER');
  }
  if (owner !== undefined && environment !== undefined) {
    throw new RaibidError('usage', '--env needs --repo: an environment belongs to a repository');
  }
  return repository === undefined
    ? { owner }
    : { repository: fullRepositoryName(repository), ...(environment === undefined ? {} : { environment }) };
}

/** The scope in words, such as `local/demo, environment production`. */
export function scopeText({ owner, repository, environment }: SettingScope): string {
  if (repository === undefined) return `owner ${owner}`;
  return environment === undefined ? repository : `${repository}, environment ${environment}`;
}
