import { existsSync } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import type { JsonValue } from '../../shared/json.ts';
import { isObject, looksLikeManifest } from '../manifest.ts';

/** What a file is for. Only manifests are held to the schemas of Kubernetes. */
export type FileKind =
  | 'manifest'
  | 'kustomization'
  | 'kustomize patch'
  | 'kustomize component'
  | 'chart'
  | 'chart template'
  | 'subchart'
  | 'values file'
  | 'k3s configuration'
  | 'k3s registries'
  | 'component list'
  | 'Taskfile'
  | 'workflow'
  | 'Compose file'
  | 'not a manifest';

/** Kinds that can be told by where the file is; undefined: the content decides. */
export function kindByPath(path: string, patches: ReadonlySet<string>): FileKind | undefined {
  const name = basename(path);
  if (patches.has(path)) return 'kustomize patch';
  if (/^kustomization\.ya?ml$|^Kustomization$/.test(name)) return 'kustomization';
  const inChart = placeInChart(path);
  if (inChart) return inChart;
  const byName = kindsByName.find(([pattern]) => pattern.test(path.split(sep).join('/')));
  return byName?.[1];
}

const kindsByName: [RegExp, FileKind][] = [
  [/(^|\/)k3s\/(config|agent-config|server-config)\.ya?ml$/, 'k3s configuration'],
  [/(^|\/)k3s\/registries\.ya?ml$/, 'k3s registries'],
  [/(^|\/)[Tt]askfile(\.dist)?\.ya?ml$/, 'Taskfile'],
  [/(^|\/)\.(github|gitea|raibid)\/workflows\/[^/]+\.ya?ml$/, 'workflow'],
  [/(^|\/)(docker-)?compose(\.[\w-]+)?\.ya?ml$/, 'Compose file'],
];

/** The role of a file inside a Helm chart, undefined when it is in none. */
function placeInChart(path: string): FileKind | undefined {
  const chart = chartFolderOf(path);
  if (chart === undefined) return undefined;
  const inside = path.slice(chart.length + 1).split(sep);
  if (chartFolderOf(chart) !== undefined && dirname(chart).endsWith(`${sep}charts`)) return 'subchart';
  const [first = ''] = inside;
  if (inside.length === 1 && first === 'Chart.yaml') return 'chart';
  if (inside.length === 1 && /values.*\.ya?ml$/.test(first)) return 'values file';
  if (first === 'templates') return 'chart template';
  if (first === 'ci') return 'values file';
  return undefined;
}

const chartFolders = new Map<string, boolean>();

/** The nearest folder above a path that holds a Chart.yaml. */
export function chartFolderOf(path: string): string | undefined {
  for (let folder = dirname(path); folder !== dirname(folder); folder = dirname(folder)) {
    let known = chartFolders.get(folder);
    if (known === undefined) {
      known = existsSync(join(folder, 'Chart.yaml'));
      chartFolders.set(folder, known);
    }
    if (known) return folder;
  }
  return undefined;
}

/** Forgets which folders are charts: `--watch` sees folders change. */
export function forgetCharts(): void {
  chartFolders.clear();
}

const k3sKeys = [
  'write-kubeconfig-mode',
  'tls-san',
  'cluster-init',
  'kubelet-arg',
  'kube-apiserver-arg',
  'flannel-backend',
  'node-label',
];

/** Decides by the content of all documents of a file. */
export function kindByContent(path: string, values: JsonValue[]): FileKind {
  if (values.some(looksLikeManifest)) return 'manifest';
  const [first] = values;
  const name = basename(path);
  if (!isObject(first)) return 'not a manifest';
  if (/(^|[-.])values([-.][\w.-]+)?\.ya?ml$/.test(name)) return 'values file';
  if (/^components\.ya?ml$/.test(name) && 'components' in first) return 'component list';
  if (/^registries\.ya?ml$/.test(name) && ('mirrors' in first || 'configs' in first)) return 'k3s registries';
  if (k3sKeys.some((key) => key in first)) return 'k3s configuration';
  if ('services' in first && isObject(first.services)) return 'Compose file';
  return 'not a manifest';
}
