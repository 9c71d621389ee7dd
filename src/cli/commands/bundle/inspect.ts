import { resolve } from 'node:path';
import { openArchive } from '../../../provision/archive/read-archive.ts';
import { aboutOf } from '../../../provision/bundle/open-bundle.ts';
import type { CommandContext } from '../../command.ts';
import { requiredArgument } from '../../option-values.ts';
import { printData, printWidth } from '../../output/print.ts';
import { sizeText } from '../../output/size-text.ts';
import { styleFor } from '../../output/style.ts';
import { formatTable } from '../../output/table.ts';

export async function run(context: CommandContext): Promise<number> {
  const file = resolve(context.cwd, requiredArgument(context, 'file'));
  const archive = await openArchive(file, 'bundle');
  try {
    const about = aboutOf(archive, file);
    await archive.check();
    const { manifest } = archive;
    printData(context, manifest, () => [
      `For ${about.architecture}, made ${new Date(manifest.createdAt).toISOString()} by raibid-ci ${manifest.writtenBy}`,
      '',
      ...formatTable(
        [{ title: 'FILE' }, { title: 'SIZE', align: 'right' }, { title: 'SHA-256', shrink: true }],
        manifest.files.filter(({ name }) => !name.startsWith('infra/')).map(rowOf),
        printWidth(context.stdout),
        styleFor(context.stdout, context.env).dim,
      ),
      '',
      `${manifest.files.length} files, infra/ included; every one has its checksum`,
    ]);
    return 0;
  } finally {
    await archive.close();
  }
}

function rowOf({ name, size, sha256 }: { name: string; size: number; sha256: string }): string[] {
  return [name, sizeText(size), sha256];
}
