import { join } from 'node:path';
import { imageEpoch } from './epoch.ts';

export interface BuildCall {
  /** Folder of the Containerfile. */
  folder: string;
  /** Folder that its COPY lines see. */
  context: string;
  platform: string;
  /** Name that the image gets in the builder's store. */
  tag: string;
  arguments: Record<string, string>;
  /** File that the finished image is written to, in the form of `docker save`. */
  output: string;
}

/** A program that builds Containerfiles. Each function answers command lines, to be run one after the other. */
export interface Builder {
  /** Builds an image, keeps it under its tag and writes it to a file. */
  build(call: BuildCall, store: string): string[][];
  /** Takes an image from a file in the form of `docker save`. */
  load(file: string, store: string): string[][];
}

function buildArguments(call: BuildCall): string[] {
  const given = Object.entries(call.arguments).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]);
  return [...given, '--platform', call.platform, '--file', join(call.folder, 'Containerfile'), '--tag', call.tag];
}

/** buildah and podman are one builder with two names for some words. */
function redHatBuilder(program: 'buildah' | 'podman'): Builder {
  const at = (store: string, ...words: string[]) => [
    program,
    '--root',
    join(store, 'images'),
    '--runroot',
    join(store, 'run'),
    ...words,
  ];
  return {
    build(call, store) {
      // False: only what is not there is pulled. The base may be ours alone.
      const own = ['--isolation', 'chroot', '--layers', '--timestamp', String(imageEpoch), '--pull=false'];
      const { tag, output } = call;
      const save =
        program === 'buildah'
          ? at(store, 'push', '--quiet', tag, `docker-archive:${output}:${tag}`)
          : at(store, 'save', '--quiet', '--format', 'docker-archive', '--output', output, tag);
      return [at(store, 'build', ...own, ...buildArguments(call), call.context), save];
    },
    load(file, store) {
      if (program === 'podman') return [at(store, 'load', '--quiet', '--input', file)];
      return [at(store, 'pull', '--quiet', `docker-archive:${file}`)];
    },
  };
}

const docker: Builder = {
  build(call) {
    const output = `type=docker,dest=${call.output},rewrite-timestamp=true`;
    const epoch = ['--build-arg', `SOURCE_DATE_EPOCH=${imageEpoch}`, '--provenance', 'false'];
    const build = ['docker', 'buildx', 'build', ...epoch, '--output', output, ...buildArguments(call), call.context];
    return [build, ['docker', 'load', '--quiet', '--input', call.output]];
  },
  load: (file) => [['docker', 'load', '--quiet', '--input', file]],
};

export const builders = {
  buildah: redHatBuilder('buildah'),
  docker,
  podman: redHatBuilder('podman'),
} satisfies Record<string, Builder>;

export type BuilderName = keyof typeof builders;
