import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, appendFile, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { k3sStandIn } from '../../../test/cluster/k3s-stand-in/binary.ts';
import { tempFolder } from '../../server/testing/temp-folder.ts';
import type { BundleFiles, ComponentContext } from '../context.ts';
import { releaseOf } from './binary.ts';
import { component } from './component.ts';
import { livingProcess } from './service/pid-file.ts';
import { type K3sMachine, k3sMachine } from './testing/k3s-machine.ts';

const version = 'v1.36.4+k3s1';
const newer = 'v1.36.5+k3s1';

async function installed(context?: Partial<ComponentContext>): Promise<K3sMachine> {
  const machine = await k3sMachine();
  await machine.publish(version);
  await component.apply(machine.context(context));
  return machine;
}

async function planned(machine: K3sMachine, changes: Partial<ComponentContext> = {}): Promise<string[]> {
  const plan = await component.plan(machine.context(changes));
  return plan.map(({ action, what, detail }) =>
    [action, what.replace(`${machine.places.root}/`, ''), detail].filter(Boolean).join(' '),
  );
}

test('the address of a release names version and architecture, with the plus sign written as GitHub needs it', () => {
  const folder = 'https://github.com/k3s-io/k3s/releases/download/v1.36.4%2Bk3s1';
  expect(releaseOf(version, 'x64')).toEqual({
    binary: `${folder}/k3s`,
    images: `${folder}/k3s-airgap-images-amd64.tar.zst`,
    checksums: `${folder}/sha256sum-amd64.txt`,
  });
  expect(releaseOf(version, 'arm64').binary).toBe(`${folder}/k3s-arm64`);
  expect(() => releaseOf(version, 'riscv64')).toThrow(/no release for riscv64/);
});

test('k3s (a stand-in) is fetched, configured, started and waited for; a second time there is nothing to do', async () => {
  const machine = await k3sMachine();
  await machine.publish(version);
  expect(await planned(machine)).toEqual([
    `create k3s ${version}`,
    'create etc/rancher/k3s/config.yaml',
    'create etc/rancher/k3s/registries.yaml',
    'create etc/rancher/k3s/audit-policy.yaml',
    'create etc/rancher/k3s/raibid-ca.crt',
    'create service k3s start',
  ]);
  await component.apply(machine.context());
  expect(await planned(machine)).toEqual([]);
  expect(await component.verify(machine.context())).toEqual([
    `k3s ${version} is installed`,
    `node stand-in is Ready (kubelet ${version})`,
  ]);
  const [start] = await machine.starts();
  expect(start?.settings).toMatchObject({ 'secrets-encryption': true, 'write-kubeconfig-mode': '0600' });
  // What real k3s would look for below / is looked for below the root of this test.
  expect(start?.settings['kube-apiserver-arg']).toContain(
    `audit-policy-file=${machine.places.configFolder}/audit-policy.yaml`,
  );
  expect(start?.registries).toMatchObject({
    configs: { 'git.raibid.local': { tls: { ca_file: expect.any(String) } } },
  });
  expect((await stat(machine.context().paths.kubeconfig)).mode & 0o777).toBe(0o600);
  await component.apply(machine.context());
  expect(await machine.starts()).toHaveLength(1);
});

test('a plan writes nothing: neither the authority of the certificates nor a file of k3s', async () => {
  const machine = await k3sMachine();
  const filesNow = () => readdir(join(machine.places.root, '..'), { recursive: true });
  const before = await filesNow();
  expect(await planned(machine)).toHaveLength(6);
  expect(await filesNow()).toEqual(before);
});

test('a download that is not what its checksum says is refused and never installed', async () => {
  const machine = await k3sMachine();
  await machine.publish(version, 'f'.repeat(64));
  await expect(component.apply(machine.context())).rejects.toMatchObject({
    code: 'provision_failed',
    message: expect.stringContaining('SHA-256'),
  });
  await expect(access(machine.places.binary)).rejects.toMatchObject({ code: 'ENOENT' });
});

test('without the release there is a word about bundle and mirror', async () => {
  const machine = await k3sMachine();
  await expect(component.apply(machine.context())).rejects.toMatchObject({
    code: 'unreachable',
    hint: expect.stringContaining('--bundle'),
  });
});

test('changed configuration is seen and applied by a restart, and what is not wanted any more goes', async () => {
  const machine = await installed({ profile: 'dev' });
  const { config } = { config: join(machine.infra, 'k3s', 'config.yaml') };
  await appendFile(config, 'node-label:\n  - raibid.test/drift=true\n');
  expect(await planned(machine)).toEqual([
    'update etc/rancher/k3s/config.yaml its content differs',
    'delete etc/rancher/k3s/config.yaml.d/50-small.yaml',
    'update service k3s restart; pods go on running',
  ]);
  await component.apply(machine.context());
  expect(await planned(machine)).toEqual([]);
  const [first, second] = await machine.starts();
  expect(first?.settings['node-label']).toBeUndefined();
  expect(second?.settings['node-label']).toEqual(['raibid.test/drift=true']);
  expect(String(second?.settings['kubelet-arg'])).toContain('memory=4Gi');
});

test('values of the user are keys of config.yaml that win over ours', async () => {
  const machine = await installed({ values: { disable: ['traefik'], 'secrets-encryption': false } });
  const [start] = await machine.starts();
  expect(start?.settings).toMatchObject({ disable: ['traefik'], 'secrets-encryption': false });
});

test('files that were written by a run that was killed before the restart are still applied', async () => {
  const machine = await installed();
  const file = join(machine.places.configFolder, 'config.yaml');
  const text = `${await readFile(file, 'utf8')}node-name: other\n`;
  await writeFile(join(machine.infra, 'k3s', 'config.yaml'), text.replaceAll(`${machine.places.root}/`, '/'));
  await writeFile(file, text);
  expect(await planned(machine)).toEqual(['update service k3s restart; pods go on running']);
  await component.apply(machine.context());
  expect((await machine.starts()).at(-1)?.settings['node-name']).toBe('other');
});

test('another version is an upgrade: the binary is replaced and k3s starts again on its data', async () => {
  const machine = await installed();
  await machine.publish(newer);
  const entry = { ...machine.context().entry, version: newer };
  expect(await planned(machine, { entry })).toEqual([
    `update k3s ${version} -> ${newer}`,
    'update service k3s restart; pods go on running',
  ]);
  await component.apply(machine.context({ entry }));
  expect(await planned(machine, { entry })).toEqual([]);
  expect((await machine.starts()).map((start) => start.version)).toEqual([version, newer]);
});

test('a k3s that does not come up is told with its last words, and only one that this run installed is taken away', async () => {
  const machine = await k3sMachine();
  await machine.publish(version);
  const broken = machine.context({ values: { 'no-such-flag': true }, timeoutMilliseconds: 3000 });
  await expect(component.apply(broken)).rejects.toMatchObject({
    code: 'provision_failed',
    message: expect.stringContaining('flag provided but not defined: -no-such-flag'),
  });
  expect(machine.undo).toHaveLength(1);
  await machine.undo[0]?.();
  await expect(access(machine.places.binary)).rejects.toMatchObject({ code: 'ENOENT' });

  await component.apply(machine.context());
  machine.undo.length = 0;
  await expect(component.apply(broken)).rejects.toMatchObject({ code: 'provision_failed' });
  expect(machine.undo).toHaveLength(0);
}, 60_000);

test('from a bundle come the binary and the images, and nothing is fetched', async () => {
  const machine = await k3sMachine();
  const folder = await tempFolder();
  const files: Record<string, string> = {
    'k3s/k3s': k3sStandIn(version),
    'k3s/k3s-airgap-images-amd64.tar.zst': 'images of k3s',
    'images/redis-7.0.15.tar': 'image of redis',
    'tools/helm': 'helm',
  };
  const bundle: BundleFiles = {
    names: Object.keys(files),
    async take(name) {
      const file = join(folder, createHash('sha256').update(name).digest('hex'));
      await writeFile(file, files[name] ?? '');
      return file;
    },
  };
  await component.apply(machine.context({ bundle, mirror: 'http://127.0.0.1:1' }));
  const [start] = await machine.starts();
  expect(start?.images).toEqual(['k3s-airgap-images-amd64.tar.zst', 'redis-7.0.15.tar']);
  expect(await planned(machine, { bundle })).toEqual([]);
});

test('removal leaves no file, process or mount, and works again where nothing is left', async () => {
  const machine = await installed();
  const supervisor = await livingProcess(machine.places.pidFile);
  expect(supervisor).not.toBeNull();
  for (const path of ['etc/rancher/node/password', 'var/log/pods/p/0.log', 'var/lib/kubelet/config']) {
    await mkdir(join(machine.places.root, path, '..'), { recursive: true });
    await writeFile(join(machine.places.root, path), '');
  }
  await component.remove(machine.context());
  expect(await livingProcess(machine.places.pidFile)).toBeNull();
  const left = await readdir(machine.places.root, { recursive: true, withFileTypes: true });
  expect(left.filter((entry) => !entry.isDirectory()).map((entry) => entry.name)).toEqual([]);
  await component.remove(machine.context());
  expect(await planned(machine)).toHaveLength(6);
});

test('under systemd and OpenRC the service is a file that changes with its arguments, and their tools start it', async () => {
  const machine = await k3sMachine();
  await machine.publish(version);
  const tools = await tempFolder();
  // Stand-ins for systemctl and rc-service: they note what they are told; the stand-in for k3s never comes up.
  for (const name of ['systemctl', 'rc-service', 'rc-update']) {
    await writeFile(join(tools, name), `#!/bin/sh\necho ${name} "$@" >> ${tools}/told\n`, { mode: 0o755 });
  }
  const env = { PATH: `${tools}:${process.env.PATH}` };
  for (const init of ['systemd', 'openrc'] as const) {
    const context = machine.context({ init, env, timeoutMilliseconds: 300 });
    await expect(component.apply(context)).rejects.toMatchObject({ code: 'provision_failed' });
  }
  const told = await readFile(join(tools, 'told'), 'utf8');
  expect(told).toContain('systemctl daemon-reload\nsystemctl enable k3s\nsystemctl restart --no-block k3s\n');
  expect(told).toContain('rc-update add k3s default\nrc-service k3s restart\n');
  const unit = await readFile(machine.places.unit, 'utf8');
  expect(unit).toContain('Type=notify\n');
  expect(unit).toContain('KillMode=process\nDelegate=yes\n');
  expect(unit).toContain(
    `ExecStart=${machine.places.binary} server --config=${machine.places.configFolder}/config.yaml `,
  );
  await promisify(execFile)('sh', ['-n', machine.places.openrcScript]);
});
