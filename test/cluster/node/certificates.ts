import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Bed } from './bed.ts';
import { network } from './network.ts';

const run = promisify(execFile);

const days = '30';
const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-noenc'];

interface Certificate {
  /** What the API server takes for user (CN) and groups (O). */
  subject: string;
  usage: 'clientAuth' | 'serverAuth';
  authority?: string;
  names?: string;
}

const servers = `DNS:localhost,IP:127.0.0.1,IP:${network.nodeAddress}`;
const service = ['kubernetes', 'kubernetes.default', 'kubernetes.default.svc', 'kubernetes.default.svc.cluster.local'];
const apiNames = `${servers},${service.map((name) => `DNS:${name}`).join(',')},IP:${network.apiServiceAddress}`;
const node = `/O=system:nodes/CN=system:node:${network.nodeName}`;

const certificates: Record<string, Certificate> = {
  apiserver: { subject: '/CN=kube-apiserver', usage: 'serverAuth', names: apiNames },
  'apiserver-kubelet': { subject: '/O=system:masters/CN=kube-apiserver-kubelet-client', usage: 'clientAuth' },
  'front-proxy': { subject: '/CN=front-proxy-client', usage: 'clientAuth', authority: 'front-ca' },
  'kubelet-server': { subject: node, usage: 'serverAuth', names: `DNS:${network.nodeName},${servers}` },
  admin: { subject: '/O=system:masters/CN=bed-admin', usage: 'clientAuth' },
  'controller-manager': { subject: '/CN=system:kube-controller-manager', usage: 'clientAuth' },
  scheduler: { subject: '/CN=system:kube-scheduler', usage: 'clientAuth' },
  proxy: { subject: '/CN=system:kube-proxy', usage: 'clientAuth' },
  policies: { subject: '/CN=bed:policies', usage: 'clientAuth' },
  kubelet: { subject: node, usage: 'clientAuth' },
};

const kubeconfigs = ['admin', 'controller-manager', 'scheduler', 'proxy', 'policies', 'kubelet'];

/** Makes all keys, certificates and kubeconfigs of a bed anew, below its `pki` folder. */
export async function makeCertificates(bed: Bed): Promise<void> {
  // Without the machine's own settings, which would add extensions of their own.
  await writeFile(join(bed.pki, 'openssl.cnf'), '[req]\ndistinguished_name = subject\n[subject]\n');
  const env = { ...process.env, OPENSSL_CONF: join(bed.pki, 'openssl.cnf') };
  const openssl = (...words: string[]) => run('openssl', words, { cwd: bed.pki, env });
  for (const authority of ['ca', 'front-ca']) {
    const files = ['-keyout', `${authority}.key`, '-out', `${authority}.crt`];
    const isAuthority = ['-addext', 'basicConstraints=critical,CA:TRUE'];
    await openssl('req', '-x509', ...newKey, '-days', days, '-subj', `/CN=${authority}`, ...isAuthority, ...files);
  }
  await openssl('genrsa', '-out', 'sa.key', '2048');
  await openssl('rsa', '-in', 'sa.key', '-pubout', '-out', 'sa.pub');
  for (const [name, { subject, usage, authority = 'ca', names }] of Object.entries(certificates)) {
    const extensions = ['basicConstraints=CA:FALSE', `extendedKeyUsage=${usage}`];
    if (names !== undefined) extensions.push(`subjectAltName=${names}`);
    const added = extensions.flatMap((extension) => ['-addext', extension]);
    const signer = ['-CA', `${authority}.crt`, '-CAkey', `${authority}.key`];
    const files = ['-keyout', `${name}.key`, '-out', `${name}.crt`];
    await openssl('req', '-x509', ...newKey, '-days', days, '-subj', subject, ...signer, ...added, ...files);
  }
  for (const user of kubeconfigs) await writeKubeconfig(bed, user);
}

async function writeKubeconfig(bed: Bed, user: string): Promise<void> {
  const encoded = async (file: string) => (await readFile(join(bed.pki, file))).toString('base64');
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      { name: 'bed', cluster: { server: network.apiServer, 'certificate-authority-data': await encoded('ca.crt') } },
    ],
    users: [
      {
        name: user,
        user: {
          'client-certificate-data': await encoded(`${user}.crt`),
          'client-key-data': await encoded(`${user}.key`),
        },
      },
    ],
    contexts: [{ name: 'bed', context: { cluster: 'bed', user } }],
    'current-context': 'bed',
  };
  await writeFile(join(bed.pki, `${user}.kubeconfig`), JSON.stringify(config, null, 2), { mode: 0o600 });
}
