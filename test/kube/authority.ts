import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** PEM texts of a certificate and its key. */
export interface KeyPair {
  cert: string;
  key: string;
}

/** An authority of a test's own, with its files in a folder. Needs openssl. */
export interface TestAuthority {
  /** Path of its certificate. */
  file: string;
  pem: string;
  /** A client certificate by Kubernetes' custom: the common name is the user, organisations are its groups. */
  client(user: string, group: string): Promise<KeyPair>;
}

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

export async function createTestAuthority(folder: string): Promise<TestAuthority> {
  const [file, keyFile] = [join(folder, 'authority.crt'), join(folder, 'authority.key')];
  const own = ['-keyout', keyFile, '-out', file, '-subj', '/CN=test authority', '-days', '2'];
  await run('openssl', ['req', '-x509', ...newKey, ...own]);
  let made = 0;
  return {
    file,
    pem: await readFile(file, 'utf8'),
    async client(user, group) {
      made += 1;
      const base = join(folder, `client-${made}`);
      const subject = ['-subj', `/O=${group}/CN=${user}`];
      await run('openssl', ['req', '-new', ...newKey, '-keyout', `${base}.key`, '-out', `${base}.csr`, ...subject]);
      await writeFile(`${base}.ext`, 'extendedKeyUsage=clientAuth\n');
      const signed = ['-CA', file, '-CAkey', keyFile, '-CAcreateserial', '-days', '2', '-extfile', `${base}.ext`];
      await run('openssl', ['x509', '-req', '-in', `${base}.csr`, '-out', `${base}.crt`, ...signed]);
      return { cert: await readFile(`${base}.crt`, 'utf8'), key: await readFile(`${base}.key`, 'utf8') };
    },
  };
}
