import { availableParallelism } from 'node:os';
import { buildKustomization, findKustomize } from '../sources/kustomization.ts';
import { createLimit } from '../sources/limit.ts';
import { type Rendering, renderChart } from '../sources/render-chart.ts';
import { findTool } from '../sources/run-tool.ts';
import type { TreeOptions } from './tree-options.ts';

/** What helm and kustomize are making of a tree, by folder; absent where the program is not there. */
export interface Renderings {
  charts?: Map<string, Promise<Rendering[]>>;
  kustomizations?: Map<string, Promise<Rendering | undefined>>;
}

/** Starts rendering a tree, while its files (`read`) are read: the other programs take most of the time of a run. */
export function startRendering(
  charts: readonly string[],
  kustomizations: readonly string[],
  read: ReadonlySet<string>,
  options: TreeOptions,
): Renderings {
  const limit = createLimit(availableParallelism() + 1);
  const helm = charts.length === 0 ? undefined : findTool('helm', options.env.PATH);
  const kustomize = findKustomize(options.env.PATH);
  const settings = { ...options, kubernetesVersion: options.catalog.version };
  const renderings: Renderings = {};
  if (helm !== undefined)
    renderings.charts = new Map(charts.map((chart) => [chart, renderChart(helm, chart, settings, limit)]));
  const build = (folder: string) =>
    limit(() => buildKustomization(kustomize, folder, read, { ...options, cwd: folder }));
  renderings.kustomizations = new Map(kustomizations.map((folder) => [folder, build(folder)]));
  return renderings;
}
