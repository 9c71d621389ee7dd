import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { Limit } from './limit.ts';
import { filesBelow, runCached } from './render-cache.ts';
import type { ToolOptions } from './run-tool.ts';

export interface Rendering {
  /** `helm template with values-dev.yaml`, for messages. */
  how: string;
  /** The rendered stream; undefined when it failed. */
  text?: string;
  failure?: string;
}

/**
 * Values files of a chart: `values.yaml` alone, then each other one on top of it; so too those in `ci/`, which
 * chart-testing takes (https://github.com/helm/chart-testing).
 */
function valuesFilesOf(chart: string): (string | undefined)[] {
  const others = readdirSync(chart).filter((name) => /^values[-.].+\.ya?ml$/.test(name) && name !== 'values.yaml');
  const trial = existsSync(join(chart, 'ci')) ? readdirSync(join(chart, 'ci')) : [];
  const trials = trial.filter((name) => /(^|-)values\.yaml$/.test(name)).map((name) => join('ci', name));
  return [undefined, ...[...others.toSorted(), ...trials.toSorted()].map((name) => join(chart, name))];
}

/** Renders a chart once for each of its values files, all at the same time as far as `limit` lets them. */
export function renderChart(helm: string, chart: string, options: RenderOptions, limit: Limit): Promise<Rendering[]> {
  return Promise.all(valuesFilesOf(chart).map((values) => limit(() => renderWith(helm, chart, values, options))));
}

async function renderWith(
  helm: string,
  chart: string,
  values: string | undefined,
  options: RenderOptions,
): Promise<Rendering> {
  const how = values === undefined ? 'helm template' : `helm template with ${relative(chart, values)}`;
  const args = [
    'template',
    'release-name',
    chart,
    '--namespace',
    namespaceBeside(chart) ?? 'default',
    '--include-crds',
  ];
  args.push('--kube-version', `${options.kubernetesVersion}.0`, ...(values === undefined ? [] : ['--values', values]));
  const result = await runCached(helm, args, filesBelow(chart), options);
  return result.ok ? { how, text: result.stdout } : { how, failure: result.stderr };
}

/** Charts of components lie beside the manifest of their namespace. */
function namespaceBeside(chart: string): string | undefined {
  const file = join(dirname(chart), 'namespace.yaml');
  if (!existsSync(file)) return undefined;
  return /^kind: Namespace\nmetadata:\n(?: {2}.*\n)*? {2}name: (\S+)$/m.exec(readFileSync(file, 'utf8'))?.[1];
}

export interface RenderOptions extends ToolOptions {
  kubernetesVersion: string;
}
