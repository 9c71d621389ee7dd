import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

export interface TestRegistry {
  /** Host and port. */
  host: string;
  stop(): Promise<void>;
}

/** Who may use a registry that asks; the hash is of bcrypt, which registries want. */
export const registryLogin = {
  username: 'mona',
  password: 'open sesame',
  line: 'mona:$2b$04$.izb60k3QcZWCWxzlgpiXe4Kgmmdvsn6T4mDAiSbZ1GhWbp5mjIf6\n',
} as const;

/**
 * A real registry (the Debian package docker-registry) on loopback, with its content below `folder`. `asks`: only for
 * `registryLogin`.
 */
export async function startRegistry(folder: string, asks = false): Promise<TestRegistry> {
  const host = `127.0.0.1:${await freePort()}`;
  const config = `version: 0.1\nstorage: {filesystem: {rootdirectory: ${folder}/registry}}\nhttp: {addr: "${host}"}\n`;
  const users = join(folder, 'users');
  writeFileSync(users, registryLogin.line);
  const auth = asks ? `auth: {htpasswd: {realm: tests, path: ${users}}}\n` : '';
  writeFileSync(join(folder, 'registry.yml'), `${config}${auth}`);
  const registry = spawn('docker-registry', ['serve', join(folder, 'registry.yml')], { stdio: 'ignore' });
  registry.once('error', () => {});
  await untilReady(`http://${host}/v2/`);
  async function stop(): Promise<void> {
    const ended = new Promise((done) => registry.once('exit', done));
    registry.kill();
    await ended;
  }
  return { host, stop };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function untilReady(url: string): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok || answer?.status === 401) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error('docker-registry did not start: install the Debian package docker-registry');
}
