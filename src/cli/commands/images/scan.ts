import { scanImages } from '../../../manifests/images/scan-images.ts';
import type { CommandContext } from '../../command.ts';
import { printLines } from '../../output/print.ts';
import { foundImages } from './found-images.ts';

export async function run(context: CommandContext): Promise<number> {
  const { images } = await foundImages(context);
  const { cwd, env, signal } = context;
  let failed = 0;
  for await (const { image, ok, text } of scanImages(images, { cwd, env, signal })) {
    if (!ok) failed++;
    printLines(context.stdout, [
      `${image}: ${ok ? 'nothing high or critical' : 'see below'}`,
      ...(text === '' ? [] : [text]),
    ]);
  }
  context.stderr.write(`${images.length} images, ${failed} with faults\n`);
  return failed === 0 ? 0 : 1;
}
