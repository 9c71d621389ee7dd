import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isObject } from '../manifest.ts';
import { parseFast } from '../yaml/fast-parse.ts';

/**
 * The file of a chart that helm names as a source, relative to the chart. helm calls a subchart by its alias
 * (`charts/cache/templates/pod.yaml`), which need not be its folder (`charts/redis`). Undefined where there is no such
 * file: the subchart may be packed.
 */
export function sourceInChart(chart: string, source: string): string | undefined {
  if (existsSync(join(chart, source))) return source;
  const [, name, rest] = /^charts\/([^/]+)\/(.+)$/.exec(source) ?? [];
  if (name === undefined || rest === undefined) return undefined;
  for (const folder of subchartFolders(chart, name)) {
    const found = sourceInChart(join(chart, folder), rest);
    if (found !== undefined) return join(folder, found);
  }
  return undefined;
}

/** Folders in `charts/` that hold the chart of this name or alias. */
function subchartFolders(chart: string, alias: string): string[] {
  const dependencies = chartFile(chart).dependencies;
  const aliased = Array.isArray(dependencies)
    ? dependencies.find((each) => isObject(each) && each.alias === alias)
    : undefined;
  const name = isObject(aliased) ? aliased.name : alias;
  const charts = join(chart, 'charts');
  const folders = existsSync(charts) ? readdirSync(charts, { withFileTypes: true }) : [];
  return folders
    .filter((entry) => entry.isDirectory() && chartFile(join(charts, entry.name)).name === name)
    .map((entry) => join('charts', entry.name));
}

/** What Chart.yaml says, as far as it can be read simply. */
function chartFile(chart: string): Record<string, unknown> {
  const file = join(chart, 'Chart.yaml');
  const value = existsSync(file) ? parseFast(readFileSync(file, 'utf8'))?.value : undefined;
  return isObject(value) ? value : {};
}
