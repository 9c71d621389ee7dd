import { access, mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runShown } from '../../scripts/command.ts';

/** The queue that ours is measured beside, at one version, with the client that it was written for. */
const packages = ['bullmq@6.7.0', 'ioredis@6.0.0'];

interface PeerJob {
  moveToCompleted(result: unknown, token: string, fetchNext: boolean): Promise<unknown>;
}

interface PeerWorker {
  getNextJob(token: string, options: { block: boolean }): Promise<PeerJob | undefined>;
  run(): Promise<void>;
  on(event: 'completed', listener: () => void): void;
  waitUntilReady(): Promise<unknown>;
  close(): Promise<void>;
}

interface PeerQueue {
  addBulk(jobs: { name: string; data: unknown }[]): Promise<unknown>;
  close(): Promise<void>;
}

interface Options {
  connection: { host: string; port: number; maxRetriesPerRequest: null };
}

/** What the bench uses of BullMQ. */
export interface Peer {
  Queue: new (name: string, options: Options) => PeerQueue;
  Worker: new (
    name: string,
    processor: (() => Promise<unknown>) | null,
    options: Options & { autorun: boolean; concurrency: number },
  ) => PeerWorker;
}

/** Installs BullMQ beside the project, once: 14 MB that nobody needs but this bench. */
export async function loadPeer(): Promise<Peer> {
  const folder = join(tmpdir(), `raibid-bench-${packages.join('-').replaceAll('@', '-')}`);
  const entry = join(folder, 'node_modules/bullmq/dist/cjs/index.js');
  const installed = await access(entry).then(
    () => true,
    () => false,
  );
  if (!installed) {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'package.json'), '{"private":true}');
    const install = [
      'install',
      '--prefix',
      folder,
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--silent',
      ...packages,
    ];
    if ((await runShown('npm', install)) !== 0) throw new Error('BullMQ could not be installed');
  }
  const peer: Peer = createRequire(import.meta.url)(entry);
  return peer;
}
