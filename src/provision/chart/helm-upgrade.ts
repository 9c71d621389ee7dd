import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { RaibidError } from '../../shared/errors.ts';
import type { ComponentContext } from '../context.ts';
import { valuesFiles } from './chart-values.ts';
import { parseRelease, type Release, releaseName } from './release.ts';

/** What helm would install now, rendered by the cluster's own version and kinds. */
export async function renderWanted(context: ComponentContext): Promise<Release> {
  const text = await upgrade(context, ['--dry-run=server', '--output', 'json']);
  return parseRelease(text);
}

/** Installs or upgrades; does not wait until what it made is ready. */
export async function runUpgrade(context: ComponentContext): Promise<void> {
  await upgrade(context, ['--force-conflicts', '--timeout', `${Math.ceil(context.timeoutMilliseconds / 1000)}s`]);
}

async function upgrade(context: ComponentContext, words: readonly string[]): Promise<string> {
  const { entry } = context;
  const { helm } = await context.cluster();
  const values = valuesFiles(context).flatMap((file) => ['--values', file]);
  const chart = await chartWords(context);
  return helm.run(
    // Without --reset-values helm goes on with the values of before when it is given none. The user's come by standard
    // input: they may hold what is nobody else's business.
    ['upgrade', '--install', releaseName(entry), ...chart, '--namespace', entry.namespace, '--hide-notes', ...values]
      .concat(['--reset-values', '--values', '-'])
      .concat(words),
    { input: JSON.stringify(context.values) },
  );
}

/** Own charts lie in infra/; upstream ones come from a folder, a bundle or their repository. */
async function chartWords({ entry, infra, charts, bundle }: ComponentContext): Promise<string[]> {
  const { chart, repository, version } = entry;
  if (chart === undefined) throw new RaibidError('config_invalid', `components.yaml names no chart for ${entry.name}`);
  if (repository === undefined) return [join(infra, chart)];
  const archive = `${chart}-${version}.tgz`;
  if (charts !== null) return [chartIn(charts, archive)];
  if (bundle?.names.includes(`charts/${archive}`)) return [await bundle.take(`charts/${archive}`)];
  return [chart, '--repo', repository, '--version', version];
}

function chartIn(folder: string, archive: string): string {
  const file = join(folder, archive);
  if (existsSync(file)) return file;
  throw new RaibidError('not_found', `${folder} holds no ${archive}`, {
    hint: 'Put the chart there, or leave --charts out: then it comes from its repository.',
  });
}
