import { dockerCredentials } from '../../../manifests/images/docker-credentials.ts';
import { lockImages, writeDigests } from '../../../manifests/images/lock-images.ts';
import type { CommandContext } from '../../command.ts';
import { isSwitchedOn, listOption } from '../../option-values.ts';
import { printData, printWidth } from '../../output/print.ts';
import { formatTable } from '../../output/table.ts';
import { foundImages } from './found-images.ts';

export async function run(context: CommandContext): Promise<number> {
  const { images, uses } = await foundImages(context);
  const insecure = listOption(context, 'insecure-registry');
  const { env, signal, cwd } = context;
  const locked = await lockImages(images, { insecure, credentials: dockerCredentials(env), signal });
  printData(context, locked, () => {
    const rows = locked.map(({ image, digest, problem }) => [image, digest ?? `not read: ${problem}`]);
    return formatTable([{ title: 'IMAGE' }, { title: 'DIGEST', shrink: true }], rows, printWidth(context.stdout));
  });
  if (isSwitchedOn(context, 'write')) {
    for (const file of writeDigests(uses, locked, cwd)) context.stderr.write(`wrote ${file}\n`);
    const rendered = uses.filter((use) => use.span === undefined).length;
    if (rendered > 0) context.stderr.write(`${rendered} images come from charts: set their digests in the values\n`);
  }
  return locked.every((image) => image.digest !== undefined) ? 0 : 1;
}
