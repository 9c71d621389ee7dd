import { resolve } from 'node:path';
import { type Flag, flagHelp, readFlags } from '../../src/shared/flags.ts';
import { root } from '../command.ts';
import { type BuilderName, builders } from './builders.ts';
import { chosenImages, type ImageDefinition } from './catalogue.ts';
import { chosenPlatforms, type ImagePlatform } from './platform.ts';

const flags = {
  only: { value: 'names', summary: 'Build these only, by comma: server,agent,job,job-rust...' },
  builder: {
    value: 'name',
    env: 'RAIBID_BUILDER',
    summary: 'buildah, docker or podman (default: the first that is there)',
  },
  platform: { value: 'names', summary: 'linux/amd64,linux/arm64 (default: this machine)' },
  output: { value: 'folder', summary: 'Folder of the archives (default: dist-images)' },
  package: { value: 'file', summary: 'Tarball that `npm pack` made (default: packs the tree)' },
  base: { value: 'source', summary: 'auto, registry or packages (default auto: packages where no registry answers)' },
  help: { summary: 'Show this text' },
} satisfies Record<string, Flag>;

export interface ImageOptions {
  images: ImageDefinition[];
  builder?: BuilderName;
  platforms: ImagePlatform[];
  output: string;
  package?: string;
  base: 'auto' | 'registry' | 'packages';
}

/** What to build; the text of `--help` when that was asked for. Throws for what makes no sense. */
export function imageOptions(argv: readonly string[]): ImageOptions | string {
  const values = readFlags(flags, { argv, env: process.env });
  if (values.help !== undefined)
    return flagHelp('npm run images -- [options]', 'Builds the container images of images/.', flags);
  return {
    images: chosenImages(values.only?.split(',').map((name) => name.trim()) ?? []),
    platforms: chosenPlatforms(values.platform),
    output: resolve(root, values.output ?? 'dist-images'),
    base: oneOf(['auto', 'registry', 'packages'] as const, values.base ?? 'auto', '--base'),
    ...(values.builder !== undefined && {
      builder: oneOf(Object.keys(builders) as BuilderName[], values.builder, '--builder'),
    }),
    ...(values.package !== undefined && { package: resolve(values.package) }),
  };
}

function oneOf<T extends string>(choices: readonly T[], value: string, flag: string): T {
  const found = choices.find((choice) => choice === value);
  if (found === undefined) throw new Error(`${flag} is one of ${choices.join(', ')}, not ${value}`);
  return found;
}
