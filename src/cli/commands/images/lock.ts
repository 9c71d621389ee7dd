import { dockerCredentials } from '../../../manifests/images/docker-credentials.ts';
import { tagOf } from '../../../manifests/images/image-reference.ts';
import { type LockedImage, lockImages, writeDigests } from '../../../manifests/images/lock-images.ts';
import type { CommandContext } from '../../command.ts';
import { isSwitchedOn, listOption } from '../../option-values.ts';
import { printData, printWidth } from '../../output/print.ts';
import { formatTable } from '../../output/table.ts';
import { foundImages } from './found-images.ts';

export async function run(context: CommandContext): Promise<number> {
  const { images, uses, inValues } = await foundImages(context);
  const insecure = listOption(context, 'insecure-registry');
  const { env, signal, cwd } = context;
  const locked = await lockImages(images, { insecure, credentials: dockerCredentials(env), signal });
  printData(context, locked, () => {
    const rows = locked.map(({ image, digest, problem }) => [image, digest ?? `not read: ${problem}`]);
    return formatTable([{ title: 'IMAGE' }, { title: 'DIGEST', shrink: true }], rows, printWidth(context.stdout));
  });
  const isWhole = locked.every((image) => image.digest !== undefined);
  if (!isSwitchedOn(context, 'write')) return isWhole ? 0 : 1;
  const files = writeDigests([...uses, ...inValues], locked, cwd);
  for (const file of files) context.stderr.write(`wrote ${file}\n`);
  const left = await unpinned(context, locked);
  for (const image of left)
    context.stderr.write(`${image}: no values file names it, so its digest cannot be written: change the chart\n`);
  return isWhole && left.length === 0 ? 0 : 1;
}

/** Images whose digest was read, and that the tree runs without it all the same: asked of what charts are rendered to now. */
async function unpinned(context: CommandContext, locked: readonly LockedImage[]): Promise<string[]> {
  const read = new Set(locked.filter(({ digest }) => digest !== undefined).map(({ image }) => tagOf(image)));
  const { uses } = await foundImages(context);
  const bare = uses.filter(({ image, pin }) => pin === undefined && !image.includes('@') && read.has(tagOf(image)));
  return [...new Set(bare.map(({ image }) => image))];
}
