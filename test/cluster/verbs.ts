import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureBedPackages } from '../../scripts/test-cluster-packages.ts';
import { ownImages } from './images/own-images.ts';
import { bedDown } from './lifecycle/down.ts';
import { loadImages } from './lifecycle/load.ts';
import { preparePlatform } from './lifecycle/platform.ts';
import { bedStatus } from './lifecycle/status.ts';
import { bedUp, nodePrograms } from './lifecycle/up.ts';
import type { Bed } from './node/bed.ts';
import { bedEnvironment, inNetwork, inNetworkWithNames } from './node/enter.ts';
import { demandBed } from './node/record.ts';
import { bedCache } from './programs/build.ts';
import { runShown } from './run.ts';

export interface Verb {
  words: string;
  summary: string;
  /** Answers the exit code. */
  run(bed: Bed, words: string[]): Promise<number>;
}

const tell = (line: string) => console.error(`bed: ${line}`);

/** What `npm run bed` can do. */
export const verbs = {
  build: {
    words: '',
    summary: 'builds programs and images that are not in the cache; `up` does it too',
    async run() {
      await ensureBedPackages();
      await nodePrograms();
      await ownImages();
      return 0;
    },
  },
  up: {
    words: '',
    summary: 'starts the bed and waits until it is ready',
    async run(bed) {
      await ensureBedPackages();
      await bedUp(bed, tell);
      return 0;
    },
  },
  down: {
    words: '',
    summary: 'ends the bed and removes all of it',
    async run(bed) {
      await bedDown(bed);
      return 0;
    },
  },
  status: {
    words: '',
    summary: 'says whether it is up, what runs in it and what it takes; exit code 1 when it is down',
    async run(bed) {
      const { isUp, lines } = await bedStatus(bed);
      console.log(lines.join('\n'));
      return isUp ? 0 : 1;
    },
  },
  kubectl: {
    words: '<words...>',
    summary: 'kubectl as the administrator',
    async run(bed, words) {
      const record = await demandBed(bed);
      const program = join(record.programs.kubernetes, 'kubectl');
      return runShown(inNetwork(record, [program, '--kubeconfig', bed.kubeconfig, ...words]));
    },
  },
  load: {
    words: '<archive.tar...>',
    summary: 'puts images into the node',
    async run(bed, archives) {
      await loadImages(bed, archives);
      return 0;
    },
  },
  platform: {
    words: '[component...]',
    summary: 'loads the third-party images of infra/components.yaml; prints the file of the chart of KEDA',
    async run(bed, components) {
      await ensureBedPackages();
      console.log(await preparePlatform(bed, components));
      return 0;
    },
  },
  exec: {
    words: '<program> <words...>',
    summary: "runs a program in the bed's network, with names of Services, kubectl, helm and KUBECONFIG",
    run: execute,
  },
  shell: {
    words: '',
    summary: 'a shell there',
    run: (bed, words) => execute(bed, [process.env.SHELL ?? 'bash', ...words]),
  },
  clean: {
    words: '',
    summary: 'removes built programs and images from the cache',
    async run() {
      await rm(bedCache(), { recursive: true, force: true });
      return 0;
    },
  },
} satisfies Record<string, Verb>;

async function execute(bed: Bed, words: string[]): Promise<number> {
  const record = await demandBed(bed);
  return runShown(inNetworkWithNames(bed, record, words), bedEnvironment(bed, record));
}

export function isVerb(word: string): word is keyof typeof verbs {
  return Object.hasOwn(verbs, word);
}

/** The text for people who gave no verb. */
export function usage(): string {
  const lines = Object.entries(verbs).map(([name, verb]) => `  ${`${name} ${verb.words}`.padEnd(30)}${verb.summary}`);
  return `usage: npm run bed -- <verb> [--name <bed>] [words]\n\n${lines.join('\n')}\n\nThe name is "dev" where neither --name nor RAIBID_BED says another.`;
}
