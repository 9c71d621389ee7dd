import type { JobSpec } from '../../contract/job-message.ts';
import type { SettingRecord } from '../../store/port/settings.ts';

/** Where settings stand in the store. Owners and environments ignore case, as on GitHub; repositories go by id. */
export interface StoredScope {
  scope: string;
  repositoryId: string | null;
}

export function ownerScope(owner: string): StoredScope {
  return { scope: `owner:${owner.toLowerCase()}`, repositoryId: null };
}

/** The scope of all repositories of this one's owner. */
export function scopeOfOwner(fullName: string): StoredScope {
  return ownerScope(fullName.split('/', 1)[0] ?? '');
}

export function repositoryScope(repositoryId: string): StoredScope {
  return { scope: `repository:${repositoryId}`, repositoryId };
}

export function environmentScope(repositoryId: string, environment: string): StoredScope {
  return { scope: `environment:${repositoryId}:${environment.toLowerCase()}`, repositoryId };
}

/** The scopes that hold for a job, the nearest last: environment before repository before owner. */
export function scopesOfJob({ repository, environment }: Pick<JobSpec, 'repository' | 'environment'>): StoredScope[] {
  const wide = [scopeOfOwner(repository.fullName), repositoryScope(repository.id)];
  return environment === null ? wide : [...wide, environmentScope(repository.id, environment.name)];
}

/** What the sealed value of a secret is bound to. */
export function secretContext({ scope, name }: Pick<SettingRecord, 'scope' | 'name'>): string {
  return `secret:${scope}:${name}`;
}
