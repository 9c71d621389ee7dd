import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { runTool, type ToolOptions } from './run-tool.ts';

export interface Rendering {
  /** `helm template with values-dev.yaml`, for messages. */
  how: string;
  /** The rendered stream; undefined when it failed. */
  text?: string;
  failure?: string;
}

/** Values files of a chart: `values.yaml` alone, then each other one on top of it. */
export function valuesFilesOf(chart: string): (string | undefined)[] {
  const others = readdirSync(chart).filter((name) => /^values[-.].+\.ya?ml$/.test(name) && name !== 'values.yaml');
  return [undefined, ...others.toSorted().map((name) => join(chart, name))];
}

/** Renders a chart once for each of its values files. */
export async function* renderChart(helm: string, chart: string, options: RenderOptions): AsyncGenerator<Rendering> {
  for (const values of valuesFilesOf(chart)) {
    const how = values === undefined ? 'helm template' : `helm template with ${basename(values)}`;
    const args = ['template', 'release-name', chart, '--namespace', options.namespace ?? 'default', '--include-crds'];
    args.push(
      '--kube-version',
      `${options.kubernetesVersion}.0`,
      ...(values === undefined ? [] : ['--values', values]),
    );
    const result = await runTool(helm, args, options);
    yield result.ok ? { how, text: result.stdout } : { how, failure: result.stderr };
  }
}

export interface RenderOptions extends ToolOptions {
  kubernetesVersion: string;
  namespace?: string;
}
