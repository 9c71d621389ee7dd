import type { JsonObject } from '../../shared/json.ts';
import type { Logger } from '../../shared/logger.ts';
import type { InitSystem, Profile } from '../../shared/setup-choices.ts';
import type { ComponentEntry } from '../components.ts';
import type { BundleFiles, Cluster, ProvisionPaths } from '../context.ts';

/** What is the same for all components of one run of setup, status or teardown. */
export interface SetupOptions {
  /** All rows of infra/components.yaml, in order. */
  entries: readonly ComponentEntry[];
  infra: string;
  profile: Profile;
  /** What the user set, by component. */
  values: Readonly<Record<string, JsonObject>>;
  paths: ProvisionPaths;
  cluster: () => Promise<Cluster>;
  /** True when Flux deploys the charts as Git says: then they are only tried out from here. */
  isOwnedByGit: () => Promise<boolean>;
  bundle: BundleFiles | null;
  mirror: string | null;
  charts: string | null;
  init: InitSystem;
  timeoutMilliseconds: number;
  log: Logger;
  signal: AbortSignal;
  env: Readonly<Record<string, string | undefined>>;
}

export type ComponentState = 'waiting' | 'working' | 'done' | 'failed' | 'skipped';

/** What a component is doing, for a progress display. */
export interface ProgressEvent {
  component: string;
  state: ComponentState;
  /** What is being done, or why it is in that state. */
  text: string;
}

export type ReportProgress = (event: ProgressEvent) => void;
