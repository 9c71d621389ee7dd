import type { KubeClient } from '../kube/client.ts';
import type { PathOf } from '../kube/resource-paths.ts';
import type { JsonObject } from '../shared/json.ts';
import type { Logger } from '../shared/logger.ts';
import type { InitSystem, Profile } from '../shared/setup-choices.ts';
import type { ComponentEntry } from './components.ts';

/** What every function of a component is given. They read nothing else of process or machine. */
export interface ComponentContext {
  /** The component's own row of infra/components.yaml. */
  entry: ComponentEntry;
  /** All rows, in order of their dependencies. */
  entries: readonly ComponentEntry[];
  /** Absolute path of infra/. */
  infra: string;
  profile: Profile;
  /** What the user set for this component, on top of the profile: Helm values, or the keys of k3s's config.yaml. */
  values: JsonObject;
  /** The same for another component, such as the host of the server. */
  valuesOf(component: string): JsonObject;
  paths: ProvisionPaths;
  /** Connects when first asked; k3s, which makes the cluster, asks only after it started. */
  cluster(): Promise<Cluster>;
  /** Files brought along in place of the internet; null: none. */
  bundle: BundleFiles | null;
  /** Asked in place of the makers' own hosts, as `<mirror>/<host>/<path>`; null: the makers themselves. */
  mirror: string | null;
  /** Folder with upstream charts (`keda-2.20.2.tgz`) in place of their repositories; null: the repositories. */
  charts: string | null;
  init: InitSystem;
  /** Longest time that waiting for one thing may take, in milliseconds. */
  timeoutMilliseconds: number;
  /** One line of live progress: what is being done now. */
  progress(text: string): void;
  /** Registers how to take away what this run has just made; done in reverse order when the component fails. */
  onFailure(what: string, undo: () => Promise<void>): void;
  log: Logger;
  signal: AbortSignal;
  /** Environment for programs that are started: PATH, HOME, proxies. */
  env: Readonly<Record<string, string | undefined>>;
}

/** Folders on this machine. Absolute; made when first written to. */
export interface ProvisionPaths {
  /** What can be fetched again: helm and kubectl by version. */
  cache: string;
  /** What must be kept: the certificate authority (`ca/`), the record of the last backup. */
  config: string;
  /** The kubeconfig that is used; k3s writes it where the user brings none. */
  kubeconfig: string;
  /** Prepended to absolute places of the machine such as /etc/rancher; `/` but in tests. */
  root: string;
}

/** A cluster that answers, and the programs for it. */
export interface Cluster {
  kubeconfig: string;
  /** Name of the context in the kubeconfig; null: its current one. */
  contextName: string | null;
  kube: KubeClient;
  /** Where an object of any kind is. */
  pathOf: PathOf;
  helm: ToolRunner;
  kubectl: ToolRunner;
}

/** Runs a program of a pinned version against the cluster: kubeconfig and context are given to it. */
export interface ToolRunner {
  /** Path of the program. */
  file: string;
  version: string;
  /** Full argument list for this cluster, for what has to be started by other means. */
  argumentsFor(words: readonly string[]): string[];
  /** Standard output. Throws `provision_failed` with what the program said on standard error. */
  run(words: readonly string[], options?: { input?: string; timeoutMilliseconds?: number }): Promise<string>;
}

/** A bundle that was opened. */
export interface BundleFiles {
  /** Version, architecture and names of the files. */
  names: readonly string[];
  /** Path of the file, after its SHA-256 was checked. Throws `not_found`, or `bundle_damaged` with its name. */
  take(name: string): Promise<string>;
}
