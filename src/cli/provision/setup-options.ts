import { existsSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { bundledInfra, type OpenBundle, openBundle } from '../../provision/bundle/open-bundle.ts';
import { openCluster } from '../../provision/cluster.ts';
import { type ComponentEntry, chooseComponents, readComponents } from '../../provision/components.ts';
import type { ProvisionPaths } from '../../provision/context.ts';
import { isOwnedByGit } from '../../provision/flux/git-owner.ts';
import { infraFolder } from '../../provision/infra-folder.ts';
import type { SetupOptions } from '../../provision/setup/setup-options.ts';
import { readValues } from '../../provision/values-file.ts';
import { RaibidError } from '../../shared/errors.ts';
import { homeFolder } from '../../shared/home-folder.ts';
import { createLogger } from '../../shared/logger.ts';
import { initSystems, profiles } from '../../shared/setup-choices.ts';
import type { CommandContext } from '../command.ts';
import { folderOption, listArgument, textOption } from '../option-values.ts';
import { userFolder } from '../user-folders.ts';

/** Where k3s writes the kubeconfig of the machine's own cluster. */
const k3sKubeconfig = '/etc/rancher/k3s/k3s.yaml';

/** The settings of setup, status and teardown from a command line, with the components that it chose. */
export async function setupOptionsOf(
  context: CommandContext,
): Promise<{ options: SetupOptions; chosen: ComponentEntry[] }> {
  const bundle = await bundleOf(context);
  const infra = bundle === null ? infraFolder() : await bundledInfra(bundle);
  const entries = readComponents(infra);
  const chosen = choose(context, entries);
  const { signal } = context;
  const paths = pathsOf(context, chosen);
  // Where helm and kubectl keep what they learned of the cluster: not in the user's own ~/.kube.
  const env = { ...context.env, KUBECACHEDIR: join(paths.cache, 'kube') };
  const from = { env, signal, cache: paths.cache, bundle, mirror: textOption(context, 'mirror') ?? null };
  const contextName = textOption(context, 'context') ?? null;
  const charts = folderOption(context, 'charts');
  const timeoutMilliseconds = durationOf(textOption(context, 'timeout') ?? '15m');
  const values = valuesOf(context, entries);
  const cluster = once(() => openCluster({ ...from, infra, kubeconfig: paths.kubeconfig, contextName }));
  const options: SetupOptions = {
    ...from,
    cluster,
    isOwnedByGit: () => isOwnedByGit({ cluster, signal }),
    entries,
    infra,
    paths,
    charts,
    values,
    timeoutMilliseconds,
    profile: oneOf(profiles, textOption(context, 'profile')),
    init: oneOf(initSystems, textOption(context, 'init')),
    log: createLogger({ name: 'raibid-cli', level: 'warn', destination: context.stderr }),
  };
  return { options, chosen };
}

async function bundleOf(context: CommandContext): Promise<OpenBundle | null> {
  const file = textOption(context, 'bundle');
  return file === undefined ? null : openBundle(resolve(context.cwd, file), userFolder(context.env, 'cache'));
}

/** True when the cluster is the user's own. */
function isOwnCluster(context: CommandContext): boolean {
  return textOption(context, 'kubeconfig') !== undefined || textOption(context, 'context') !== undefined;
}

function choose(context: CommandContext, entries: readonly ComponentEntry[]): ComponentEntry[] {
  const names = listArgument(context, 'component');
  const chosen = chooseComponents(entries, names);
  if (!isOwnCluster(context)) return chosen;
  if (names.includes('k3s'))
    throw new RaibidError('usage', 'k3s makes a cluster of its own: leave --kubeconfig and --context out');
  return chosen.filter(({ deploy }) => deploy !== 'k3s');
}

function pathsOf(context: CommandContext, chosen: readonly ComponentEntry[]): ProvisionPaths {
  const { env, cwd } = context;
  const home = homeFolder(env);
  const given = textOption(context, 'kubeconfig');
  return {
    cache: userFolder(env, 'cache'),
    config: userFolder(env, 'config'),
    kubeconfig: given === undefined ? kubeconfigOf(context, chosen, home) : resolve(cwd, given),
    root: '/',
  };
}

/**
 * Without --kubeconfig: that of k3s when k3s is set up in this run, whatever KUBECONFIG says, so that nothing lands on
 * another cluster by accident. Otherwise what kubectl would take, and that of k3s last.
 */
function kubeconfigOf(context: CommandContext, chosen: readonly ComponentEntry[], home: string): string {
  if (!isOwnCluster(context) && chosen.some(({ deploy }) => deploy === 'k3s')) return k3sKubeconfig;
  const named = (context.env.KUBECONFIG ?? '').split(delimiter).find(Boolean);
  if (named !== undefined) return resolve(context.cwd, named);
  const usual = join(home, '.kube', 'config');
  return existsSync(usual) ? usual : k3sKubeconfig;
}

function valuesOf(context: CommandContext, entries: readonly ComponentEntry[]) {
  const file = textOption(context, 'values');
  return file === undefined ? {} : readValues(resolve(context.cwd, file), entries);
}

/** The parser allows only these; without the option the first one counts. */
function oneOf<Choice extends string>(choices: readonly [Choice, ...Choice[]], value: string | undefined): Choice {
  return choices.find((choice) => choice === value) ?? choices[0];
}

const units: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000 };

/** Milliseconds of `90s`, `15m` or `1h`. Throws `usage`. */
function durationOf(text: string): number {
  const [, amount, unit] = /^(\d+)([smh])$/.exec(text) ?? [];
  const milliseconds = Number(amount) * (units[unit ?? ''] ?? Number.NaN);
  if (milliseconds > 0) return milliseconds;
  throw new RaibidError('usage', `--timeout must be a time such as 90s, 15m or 1h, not '${text}'`);
}

/** Asks once it works; a failure is asked again, since k3s may have come up meanwhile. */
function once<Result>(open: () => Promise<Result>): () => Promise<Result> {
  let opened: Promise<Result> | undefined;
  return () => {
    opened ??= open().catch((error: unknown) => {
      opened = undefined;
      throw error;
    });
    return opened;
  };
}
