import type { Logger } from '../../shared/logger.ts';
import type { RepositoryRecord } from '../../store/port/repositories.ts';
import type { Store } from '../../store/port.ts';
import { createGitChildren } from '../githost/git-children.ts';
import { createGitForge } from '../githost/git-forge.ts';
import { createMaintenance } from '../githost/maintain.ts';
import type { Sealer } from '../secrets/seal.ts';
import { createConnections, type ForgeConnections } from './connection.ts';
import { createGiteaForge } from './gitea/gitea-forge.ts';
import { builtinForge, type Forge, type RemoteForge } from './port.ts';

/** All places where repositories live. */
export interface ForgeHub {
  /** For any repository: the built-in hosting, or the forge its record names. */
  forge: Forge;
  /** For repositories on a connected forge. */
  remote: RemoteForge;
  connections: ForgeConnections;
  /** Ends the upkeep of copies that is under way. */
  close(): Promise<void>;
}

/** Connects the built-in hosting of a data folder and the forges that the store knows. */
export function openForges(deps: {
  dataDir: string;
  store: Pick<Store, 'forges'>;
  sealer: Sealer;
  log: Logger;
  baseUrl: () => string;
  /** Where forges send their webhooks; by default the base address. */
  webhookUrl?: string | undefined;
}): ForgeHub {
  const { dataDir, store, sealer, log, baseUrl } = deps;
  const webhookUrl = (): string => deps.webhookUrl ?? baseUrl();
  const connections = createConnections(store, sealer);
  const children = createGitChildren();
  const maintenance = createMaintenance(children, log);
  const fetched = (folder: string): void => maintenance.look(folder);
  const remote = createGiteaForge({ dataDir, connections, baseUrl, webhookUrl, fetched });
  const forge = chooseByRepository(createGitForge(dataDir), remote);
  return { forge, remote, connections, close: () => children.stopAll() };
}

function chooseByRepository(builtin: Forge, remote: Forge): Forge {
  const of = ({ forge }: RepositoryRecord): Forge => (forge === builtinForge ? builtin : remote);
  return {
    create: (repository) => of(repository).create(repository),
    remove: (repository) => of(repository).remove(repository),
    commits: (repository) => of(repository).commits(repository),
    refs: (repository) => of(repository).refs(repository),
    pushesBetween: (repository, change) => of(repository).pushesBetween(repository, change),
    pullRequests: (repository) => of(repository).pullRequests(repository),
  };
}
