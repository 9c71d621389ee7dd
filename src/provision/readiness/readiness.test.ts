import { cp, open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createKubeClient } from '../../kube/client.ts';
import { tempFolder } from '../../server/testing/temp-folder.ts';
import { RaibidError } from '../../shared/errors.ts';
import { writeArchive } from '../archive/write-archive.ts';
import { writeBackupRecord } from '../backup-record.ts';
import { readComponents } from '../components.ts';
import type { Cluster, ToolRunner } from '../context.ts';
import { infraFolder } from '../infra-folder.ts';
import type { Platform } from './item.ts';
import { documentation } from './items/documentation.ts';
import { recovery } from './items/recovery.ts';
import { readinessItems } from './items.ts';

const server = 'https://127.0.0.1:6443';

/** A platform of which nothing is asked over the network: only its address is known. */
async function platform(infra = infraFolder()): Promise<Platform & { folder: string }> {
  const folder = await tempFolder();
  const kube = createKubeClient({ server, tls: {}, token: async () => null, namespace: 'default', source: 'a test' });
  const noProgram: ToolRunner = {
    file: '/nonexistent',
    version: '',
    argumentsFor: () => [],
    run: () => Promise.reject(new RaibidError('provision_failed', 'no program in this test')),
  };
  const cluster: Cluster = {
    kube,
    kubeconfig: '/nonexistent',
    contextName: null,
    pathOf: () => Promise.reject(new RaibidError('unreachable', 'no cluster in this test')),
    helm: noProgram,
    kubectl: noProgram,
  };
  const paths = { cache: folder, config: folder, kubeconfig: '/nonexistent', root: folder };
  const signal = new AbortController().signal;
  const options = { infra, entries: readComponents(infra), paths, cluster: async () => cluster, signal, env: {} };
  return { folder, options, present: [], absent: [] };
}

/** A backup of all data, with the record that `backup --cluster` writes. */
async function backedUp(config: string): Promise<string> {
  const file = join(config, 'backup.tar');
  const writer = await writeArchive(file, { kind: 'backup', about: {} }, Date.now());
  await writer.addBytes('redis/dump.rdb', Buffer.alloc(5000, 'r'));
  await writer.finish();
  await writeBackupRecord(config, server, { at: Date.now(), file, components: ['redis', 'gitea', 'server'] });
  return file;
}

test('the checklist has every item of the demands once', () => {
  expect(readinessItems.map(({ name }) => name)).toEqual([
    'health',
    'manifests',
    'limits',
    'secrets',
    'policies',
    'rights',
    'monitoring',
    'logging',
    'backup',
    'recovery',
    'documentation',
  ]);
});

test('recovery is ready when the last backup is read back whole', async () => {
  const world = await platform();
  expect((await recovery.look(world)).faults).toEqual(['there is no backup to recover from']);
  const file = await backedUp(world.folder);
  const { evidence, faults } = await recovery.look(world);
  expect(faults).toEqual([]);
  expect(evidence[0]).toBe(`${file} was read whole: 1 files, 5000 bytes, each with its SHA-256`);
});

test('recovery is not ready when one byte of the backup is another', async () => {
  const world = await platform();
  const file = await backedUp(world.folder);
  const at = (await readFile(file)).indexOf('rrrr') + 1000;
  const handle = await open(file, 'r+');
  await handle.write(Buffer.from('x'), 0, 1, at);
  await handle.close();
  expect((await recovery.look(world)).faults[0]).toContain('redis/dump.rdb');
});

test('documentation is ready, and not when a chapter is gone', async () => {
  expect((await documentation.look(await platform())).faults).toEqual([]);
  const infra = join(await tempFolder(), 'infra');
  await cp(infraFolder(), infra, { recursive: true });
  const page = join(infra, 'keda', 'README.md');
  await writeFile(page, (await readFile(page, 'utf8')).replace('## Restore', '## Bring back'));
  expect((await documentation.look(await platform(infra))).faults).toEqual([
    'infra/keda/README.md has no chapter Restore',
  ]);
});
