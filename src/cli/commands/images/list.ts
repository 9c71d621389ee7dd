import type { CommandContext } from '../../command.ts';
import { printData, printWidth } from '../../output/print.ts';
import { formatTable } from '../../output/table.ts';
import { foundImages } from './found-images.ts';

export async function run(context: CommandContext): Promise<number> {
  const { images, uses } = await foundImages(context);
  const list = images.map((image) => ({
    image,
    uses: uses.filter((use) => use.image === image).map(({ file, line, object }) => ({ file, line, object })),
  }));
  printData(context, list, () => {
    const rows = list.map((each) => [each.image, [...new Set(each.uses.map((use) => use.object))].join(', ')]);
    return formatTable([{ title: 'IMAGE' }, { title: 'USED BY', shrink: true }], rows, printWidth(context.stdout));
  });
  return 0;
}
