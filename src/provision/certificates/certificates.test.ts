import { execFile } from 'node:child_process';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { authorityFiles, issueFor, openAuthority, readAuthority, renewalReason } from './authority.ts';
import { issueCertificate } from './certificate.ts';

const execute = promisify(execFile);
const host = 'git.test.local';
let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'raibid-ca-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('our own authority', () => {
  it('is made once, with a key that only its owner reads', async () => {
    expect(await readAuthority(folder)).toBeNull();
    const [first, second] = await Promise.all([openAuthority(folder), openAuthority(folder)]);
    expect(first).toEqual(second);
    expect(await openAuthority(folder)).toEqual(first);
    expect((await stat(authorityFiles(folder).key)).mode & 0o777).toBe(0o600);
  });

  it('signs what openssl takes as good for a server, by its strict rules', async () => {
    const { certificate } = await issueFor(folder, host);
    const file = join(folder, 'tls.crt');
    await writeFile(file, certificate);
    const words = ['-x509_strict', '-purpose', 'sslserver', '-verify_hostname', host];
    const { stdout } = await execute('openssl', [
      'verify',
      ...words,
      '-CAfile',
      authorityFiles(folder).certificate,
      file,
    ]);
    expect(stdout).toBe(`${file}: OK\n`);
  });

  it('is what a client must trust to be let in, and only by the right name', async () => {
    const { certificate: ca } = await openAuthority(folder);
    const { certificate, key } = await issueFor(folder, host);
    const server = createServer({ cert: certificate, key }, (_, response) => response.end('hello')).listen(
      0,
      '127.0.0.1',
    );
    await once(server, 'listening');
    const ask = (servername: string, trusted: string | undefined) =>
      statusOf((server.address() as AddressInfo).port, servername, trusted);
    try {
      expect(await ask(host, ca)).toBe(200);
      await expect(ask('other.test.local', ca)).rejects.toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
      await expect(ask(host, undefined)).rejects.toThrow(/certificate/);
    } finally {
      server.close();
    }
  });

  it('may not sign another authority', async () => {
    const parsed = new X509Certificate((await openAuthority(folder)).certificate);
    expect(parsed.ca).toBe(true);
    expect(parsed.toString()).toContain('BEGIN CERTIFICATE');
    const { stdout } = await execute('openssl', [
      'x509',
      '-noout',
      '-ext',
      'basicConstraints',
      '-in',
      authorityFiles(folder).certificate,
    ]);
    expect(stdout).toContain('CA:TRUE, pathlen:0');
  });
});

describe('a certificate', () => {
  it('is renewed before its end, for another host, and after its authority was made anew', async () => {
    const authority = await openAuthority(folder);
    const issuer = { name: 'raibid-ci', key: createPrivateKey(authority.key) };
    const { certificate } = await issueFor(folder, host);
    expect(renewalReason(certificate, host, authority)).toBeNull();
    expect(renewalReason(certificate, 'ci.test.local', authority)).toBe('it is not for ci.test.local');
    const short = issueCertificate({ name: host, days: 29, host }, issuer);
    expect(renewalReason(short.certificate, host, authority)).toMatch(/^it ends at /);
    const other = issueCertificate({ name: 'raibid-ci', days: 1, host: null });
    expect(renewalReason(certificate, host, other)).toBe('its authority was made anew');
    expect(renewalReason(certificate, host, null)).toBe('its authority is gone');
  });

  it("of a company's own authority is left alone", async () => {
    const theirs = issueCertificate({ name: 'company', days: 300, host: null });
    const issuer = { name: 'company', key: createPrivateKey(theirs.key) };
    const { certificate } = issueCertificate({ name: host, days: 300, host }, issuer);
    expect(renewalReason(certificate, host, await openAuthority(folder))).toBeNull();
  });
});

function statusOf(port: number, servername: string, ca: string | undefined): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, servername, agent: false, ...(ca === undefined ? {} : { ca }) });
    asked.on('response', (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    asked.on('error', reject);
    asked.end();
  });
}
