import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { k3sStandIn } from '../../../../test/cluster/k3s-stand-in/binary.ts';
import { tempFolder } from '../../../server/testing/temp-folder.ts';
import { RaibidError } from '../../../shared/errors.ts';
import { silentLogger } from '../../../shared/logger.ts';
import { readComponents } from '../../components.ts';
import type { ComponentContext } from '../../context.ts';
import { infraFolder } from '../../infra-folder.ts';
import { releaseOf } from '../binary.ts';
import { component } from '../component.ts';
import { type K3sPlaces, placesOf } from '../places.ts';

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
  const mirror = await serveFolder(join(folder, 'mirror'));
  const entries = readComponents(infra);
  const undo: (() => Promise<void>)[] = [];
  function context(changes: Partial<ComponentContext> = {}): ComponentContext {
    const entry = entries.find(({ name }) => name === 'k3s');
    if (entry === undefined) throw new Error('components.yaml has no k3s');
    return {
      entry,
      entries,
      infra,
      mirror,
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
    mirror,
    context,
    undo,
    publish: (version, checksum) => publish(join(folder, 'mirror'), version, checksum),
    async starts() {
      const text = await readFile(join(places.data, 'stand-in.json'), 'utf8').catch(() => '');
      return text
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Start);
    },
  };
}

async function publish(mirror: string, version: string, checksum?: string): Promise<void> {
  const { binary, checksums } = releaseOf(version);
  const content = k3sStandIn(version);
  const sum = checksum ?? createHash('sha256').update(content).digest('hex');
  const name = binary.slice(binary.lastIndexOf('/') + 1);
  const lines = [`${'0'.repeat(64)}  k3s-airgap-images-amd64.tar.zst`, `${sum}  ${name}`];
  await put(mirror, binary, content);
  await put(mirror, checksums, `${lines.join('\n')}\n`);
}

async function put(mirror: string, address: string, content: string): Promise<void> {
  const { host, pathname } = new URL(address);
  const file = join(mirror, host, pathname);
  await mkdir(join(file, '..'), { recursive: true });
  await writeFile(file, content);
}

/** The `%2B` of an address must arrive as it is: GitHub knows no release with a plain `+`. */
async function serveFolder(folder: string): Promise<string> {
  const server = createServer((request, response) => {
    readFile(join(folder, request.url ?? '')).then(
      (content) => response.end(content),
      () => response.writeHead(404).end(),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
}
