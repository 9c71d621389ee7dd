import { readFile, writeFile } from 'node:fs/promises';
import { arch } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { addTree } from '../../../provision/archive/add-tree.ts';
import { writeArchive } from '../../../provision/archive/write-archive.ts';
import { infraFolder } from '../../../provision/infra-folder.ts';
import { tempFolder } from '../../../server/testing/temp-folder.ts';
import { raibidCli } from '../../testing/capture.ts';

async function smallBundle(architecture: string): Promise<string> {
  const file = join(await tempFolder(), 'small.tar');
  const about = { architecture, components: { k3s: 'v1.36.4+k3s1' } };
  const writer = await writeArchive(file, { kind: 'bundle', about }, 0);
  await addTree(writer, 'infra', infraFolder(), { skip: /^\./ });
  await writer.addBytes('k3s/k3s', Buffer.from('the binary'));
  await writer.finish();
  return file;
}

test('inspect shows what a bundle is for and holds, and refuses a damaged one with exit code 19', async () => {
  const file = await smallBundle('arm64');
  const { stdout, code } = await raibidCli(['bundle', 'inspect', file]);
  expect(stdout).toMatch(/^For arm64, made 1970-01-01/);
  expect(stdout).toMatch(/k3s\/k3s +10 B +[0-9a-f]{64}\n/);
  expect(code).toBe(0);
  const bytes = await readFile(file);
  bytes.writeUInt8(88, bytes.indexOf('the binary'));
  await writeFile(file, bytes);
  const damaged = await raibidCli(['bundle', 'inspect', file]);
  expect(damaged.stderr).toContain('k3s/k3s in');
  expect(damaged.code).toBe(19);
});

test('setup takes a bundle for this machine only', async () => {
  const other = arch() === 'arm64' ? 'x64' : 'arm64';
  const refused = await raibidCli([
    'setup',
    'k3s',
    '--dry-run',
    '--init',
    'none',
    '--bundle',
    await smallBundle(other),
  ]);
  expect(refused.stderr).toContain(`is for ${other}, this machine is ${arch()}`);
  expect(refused.code).toBe(2);
});
