import { stat } from 'node:fs/promises';
import { arch } from 'node:os';
import { resolve } from 'node:path';
import { dockerCredentials } from '../../../manifests/images/docker-credentials.ts';
import { createBundle } from '../../../provision/bundle/create-bundle.ts';
import { readComponents } from '../../../provision/components.ts';
import { infraFolder } from '../../../provision/infra-folder.ts';
import type { CommandContext } from '../../command.ts';
import { folderOption, requiredArgument, textOption } from '../../option-values.ts';
import { printData } from '../../output/print.ts';
import { sizeText } from '../../output/size-text.ts';
import { userFolder } from '../../user-folders.ts';

export async function run(context: CommandContext): Promise<number> {
  const { env, cwd, signal } = context;
  const infra = infraFolder();
  const file = resolve(cwd, requiredArgument(context, 'file'));
  const architecture = textOption(context, 'arch') ?? arch();
  const manifest = await createBundle({
    file,
    infra,
    architecture,
    entries: readComponents(infra),
    cache: userFolder(env, 'cache'),
    mirror: textOption(context, 'mirror') ?? null,
    images: folderOption(context, 'images'),
    charts: folderOption(context, 'charts'),
    credentials: dockerCredentials(env),
    env,
    signal,
    now: Date.now(),
    progress: (text) => context.stderr.write(`Bundling: ${text}\n`),
  });
  const { size } = await stat(file);
  printData(context, { file, architecture, bytes: size, files: manifest.files.length }, () => [
    `${file}: ${manifest.files.length} files for ${architecture}, ${sizeText(size)}`,
  ]);
  return 0;
}
