import { mkdir, mkdtemp, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { type Captured, type CaptureOptions, raibidCli } from '../../../src/cli/testing/capture.ts';
import { readComponents } from '../../../src/provision/components.ts';
import { infraFolder } from '../../../src/provision/infra-folder.ts';
import { type ReleaseMirror, startReleaseMirror } from '../../../src/provision/k3s/testing/release-mirror.ts';
import { k3sStandIn } from '../k3s-stand-in/binary.ts';
import { killCommand, type Moment } from '../support/kill-command.ts';
import { smallValues } from '../support/small-values.ts';
import { components } from './components.ts';

const resultSchema = z.object({
  components: z.array(
    z.object({
      component: z.string(),
      state: z.string(),
      changes: z.array(z.looseObject({ what: z.string() })).default([]),
      evidence: z.array(z.string()).default([]),
      seconds: z.number().optional(),
    }),
  ),
});

export type SetupResult = z.infer<typeof resultSchema>['components'];

/** `raibid-cli` as the administrator of the machine of the path (see `machine/`). */
export interface Administrator {
  /** Any command line; rejects unless it ends with 0. */
  run(words: string[], options?: CaptureOptions): Promise<Captured>;
  /** `setup` of these components (all that the path has), with what it did by component. */
  setup(words?: string[], values?: string): Promise<SetupResult>;
  /** Kills such a `setup` at that moment, with all that it started; answers what it said. */
  killSetup(moment: Moment, ...words: string[]): Promise<string>;
  teardown(...words: string[]): Promise<void>;
  close(): void;
}

/** Home of the administrator: a new one. */
const home = '/srv/administrator';

/** What can be fetched again is kept by `teardown`. */
export const administratorCache = join(home, '.cache', 'raibid-ci');

/** Where k3s finds images that somebody put there: nothing can be pulled here. */
const images = '/var/lib/rancher/k3s/agent/images';

/** Makes ready what the internet would give: releases of k3s (the stand-in), images, charts. */
export async function openAdministrator(): Promise<Administrator> {
  const mirror = await offerK3s();
  await placeImages();
  const cluster = ['--mirror', mirror.url, '--init', 'none', '--charts', dirname(demand('RAIBID_KEDA_CHART'))];
  const env = { PATH: process.env.PATH, HOME: home, TMPDIR: tmpdir() };

  async function run(words: string[], options: CaptureOptions = {}): Promise<Captured> {
    const captured = await raibidCli(words, { ...options, env: { ...env, ...options.env } });
    if (captured.code === 0) return captured;
    throw new Error(`raibid-cli ${words.join(' ')} ended with ${captured.code}:\n${captured.stderr}${captured.stdout}`);
  }
  const setupLine = (words: string[], values: string) => {
    const size = ['--profile', 'dev', '--values', values, '--timeout', '10m'];
    return ['setup', ...words, ...cluster, ...size];
  };
  return {
    run,
    async setup(words = components, values = smallValues) {
      const { stdout } = await run([...setupLine(words, values), '--json']);
      return resultSchema.parse(JSON.parse(stdout)).components;
    },
    killSetup: (moment, ...words) => killCommand(setupLine(words, smallValues), env, moment),
    async teardown(...words) {
      await run(['teardown', ...words, ...cluster, '--timeout', '10m', '--yes']);
    },
    close: () => mirror.close(),
  };
}

async function offerK3s(): Promise<ReleaseMirror> {
  const mirror = await startReleaseMirror(await mkdtemp(join(tmpdir(), 'mirror-')));
  const version = readComponents(infraFolder()).find(({ name }) => name === 'k3s')?.version ?? '';
  await mirror.publish(version, k3sStandIn(version, `bed:${demand('RAIBID_BED')}`));
  return mirror;
}

async function placeImages(): Promise<void> {
  await mkdir(images, { recursive: true });
  for (const archive of z.array(z.string()).parse(JSON.parse(demand('RAIBID_PATH_IMAGES'))))
    await symlink(archive, join(images, basename(archive)));
}

function demand(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: these tests run by npm run test:path`);
  return value;
}
