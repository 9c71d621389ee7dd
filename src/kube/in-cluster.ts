import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RaibidError } from '../shared/errors.ts';
import type { KubeConnection } from './connection.ts';

/** Where the kubelet puts a ServiceAccount's token, authority and namespace. */
const serviceAccountFolder = '/var/run/secrets/kubernetes.io/serviceaccount';

/** The name under which every pod finds the API server. */
const apiServer = 'https://kubernetes.default.svc';

export interface InClusterOptions {
  /** For tests; by default `serviceAccountFolder`. */
  folder?: string;
  /** For tests; by default the cluster's own name for its API server. */
  server?: string;
}

/**
 * The connection of a pod with its own ServiceAccount. The token is read from its file each time: the kubelet replaces it
 * before it ends (after 80 % of an hour).
 * @throws `config_invalid` when this process is in no pod, or its pod has no token
 */
export async function inClusterConnection(options: InClusterOptions = {}): Promise<KubeConnection> {
  const folder = options.folder ?? serviceAccountFolder;
  const read = async (name: string): Promise<string> => {
    try {
      return await readFile(join(folder, name), 'utf8');
    } catch (cause) {
      throw new RaibidError('config_invalid', `${join(folder, name)} cannot be read.`, {
        hint: 'Outside a cluster name a kubeconfig; in a pod set automountServiceAccountToken.',
        cause,
      });
    }
  };
  const [ca, namespace] = await Promise.all([read('ca.crt'), read('namespace'), read('token')]);
  return {
    server: options.server ?? apiServer,
    tls: { ca },
    token: async () => (await read('token')).trim(),
    namespace: namespace.trim(),
    source: 'the ServiceAccount of this pod',
  };
}
