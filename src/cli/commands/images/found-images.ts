import { type FoundImages, findImages } from '../../../manifests/images/find-images.ts';
import { openCatalog } from '../../../manifests/schema/schema-catalog.ts';
import { RaibidError } from '../../../shared/errors.ts';
import type { CommandContext } from '../../command.ts';
import { givenPaths } from '../manifests/given-paths.ts';

/** Images of the given paths. Throws `tool_missing` when a chart cannot be rendered: the list would not be whole. */
export async function foundImages(context: CommandContext): Promise<FoundImages & { images: string[] }> {
  const { cwd, env, signal } = context;
  const { uses, inValues, report } = await findImages(givenPaths(context), {
    catalog: openCatalog(),
    cwd,
    env,
    signal,
  });
  const [missing] = report.missingTools;
  if (missing)
    throw new RaibidError('tool_missing', `${missing.tool} is not installed, but is needed ${missing.needed}`);
  return { uses, inValues, report, images: [...new Set(uses.map((use) => use.image))].toSorted() };
}
