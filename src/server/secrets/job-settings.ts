import type { SettingRecord } from '../../store/port/settings.ts';
import type { Store } from '../../store/port.ts';
import { passSecrets } from '../../workflow/pass-secrets.ts';
import type { SecretSource } from '../deps.ts';
import {
  environmentScope,
  repositoryScope,
  type StoredScope,
  scopeOfOwner,
  scopesOfJob,
  secretContext,
} from './scope.ts';
import type { Sealer } from './seal.ts';

type Settings = Pick<Store, 'settings'>;

/**
 * What an agent gets with a job beside its spec. Code from a fork gets no secret and nothing of an environment: it may
 * have been changed to print them.
 */
export function createSecretSource(store: Settings, sealer: Sealer): SecretSource {
  return {
    async secretsFor(spec, jobToken) {
      if (spec.trust === 'fork') return passSecrets(spec, {}, jobToken);
      const secretsIn = async (scopes: StoredScope[]): Promise<Record<string, string>> => {
        const records = await nearest(store, 'secret', scopes);
        return Object.fromEntries(
          records.map((record) => [record.name, sealer.open(record.value, secretContext(record))]),
        );
      };
      if (spec.passedSecrets === undefined) return secretsIn(scopesOfJob(spec));
      // Those of the job's environment need not be handed on.
      const all = await secretsIn(scopesOfJob({ ...spec, environment: null }));
      const { environment, repository } = spec;
      const own = environment === null ? [] : [environmentScope(repository.id, environment.name)];
      return { ...passSecrets(spec, all, jobToken), ...(await secretsIn(own)) };
    },
    async environmentVariablesFor({ environment, repository, trust }) {
      if (environment === null || trust === 'fork') return {};
      return valuesOf(await nearest(store, 'variable', [environmentScope(repository.id, environment.name)]));
    },
  };
}

/** Variables of a repository and its owner: the `vars` context while a run is planned. Runs of forks have none. */
export async function variablesOfRun(
  store: Settings,
  repository: { id: string; fullName: string },
  trust: 'repository' | 'fork',
): Promise<Record<string, string>> {
  if (trust === 'fork') return {};
  return valuesOf(
    await nearest(store, 'variable', [scopeOfOwner(repository.fullName), repositoryScope(repository.id)]),
  );
}

/** One record a name: that of the last scope which has it. */
async function nearest(
  { settings }: Settings,
  kind: SettingRecord['kind'],
  scopes: StoredScope[],
): Promise<SettingRecord[]> {
  const lists = await Promise.all(scopes.map(({ scope }) => settings.list({ kind, scope })));
  return [...new Map(lists.flat().map((record) => [record.name, record])).values()];
}

function valuesOf(records: SettingRecord[]): Record<string, string> {
  return Object.fromEntries(records.map(({ name, value }) => [name, value]));
}
