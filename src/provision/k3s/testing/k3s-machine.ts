import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { k3sStandIn } from '../../../../test/cluster/k3s-stand-in/binary.ts';
import { tempFolder } from '../../../server/testing/temp-folder.ts';
import { RaibidError } from '../../../shared/errors.ts';
import { silentLogger } from '../../../shared/logger.ts';
import { readComponents } from '../../components.ts';
import type { ComponentContext } from '../../context.ts';
import { infraFolder } from '../../infra-folder.ts';
import { component } from '../component.ts';
import { type K3sPlaces, placesOf } from '../places.ts';
import { startReleaseMirror } from './release-mirror.ts';

/** A machine below a folder, with a mirror that has releases of the k3s stand-in. */
export interface K3sMachine {
  places: K3sPlaces;
  /** Our copy of infra/, to be changed. */
  infra: string;
  mirror: string;
  context(changes?: Partial<ComponentContext>): ComponentContext;
  /** What was registered to be undone by the last context. */
  undo: (() => Promise<void>)[];
  /** Puts a version on the mirror; another checksum makes the download wrong. */
  publish(version: string, checksum?: string): Promise<void>;
  /** What each start of the stand-in saw, the newest last. */
  starts(): Promise<Start[]>;
}

export interface Start {
  version: string;
  settings: Record<string, unknown>;
  registries: unknown;
  images: string[];
}

export async function k3sMachine(): Promise<K3sMachine> {
  const folder = await tempFolder();
  const infra = join(folder, 'infra');
  await cp(infraFolder(), infra, { recursive: true });
  const places = placesOf(join(folder, 'root'));
  const mirror = await startReleaseMirror(join(folder, 'mirror'));
  onTestFinished(() => mirror.close());
  const entries = readComponents(infra);
  const undo: (() => Promise<void>)[] = [];
  function context(changes: Partial<ComponentContext> = {}): ComponentContext {
    const entry = entries.find(({ name }) => name === 'k3s');
    if (entry === undefined) throw new Error('components.yaml has no k3s');
    return {
      entry,
      entries,
      infra,
      mirror: mirror.url,
      profile: 'default',
      values: {},
      valuesOf: () => ({}),
      paths: {
        cache: join(folder, 'cache'),
        config: join(folder, 'config'),
        kubeconfig: join(folder, 'kube', 'config'),
        root: places.root,
      },
      cluster: () => Promise.reject(new RaibidError('unreachable', 'no cluster in this test')),
      bundle: null,
      charts: null,
      init: 'none',
      timeoutMilliseconds: 60_000,
      progress: () => undefined,
      onFailure: (_what, back) => undo.push(back),
      log: silentLogger(),
      signal: new AbortController().signal,
      env: { PATH: process.env.PATH, HOME: folder },
      ...changes,
    };
  }
  // Whatever a test leaves running ends with it.
  onTestFinished(() => component.remove(context()));
  return {
    places,
    infra,
    mirror: mirror.url,
    context,
    undo,
    publish: (version, checksum) => mirror.publish(version, k3sStandIn(version), checksum),
    async starts() {
      const text = await readFile(join(places.data, 'stand-in.json'), 'utf8').catch(() => '');
      return text
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Start);
    },
  };
}
