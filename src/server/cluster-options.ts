import { resolve } from 'node:path';
import type { ProgramInput } from '../shared/flags.ts';

/** The `cluster` of the settings, from the flags; undefined: no pods are agents of this server. */
export function clusterOptions(
  values: Record<string, string>,
  { env, cwd }: ProgramInput & { cwd: string },
): object | undefined {
  const agentsNamespace = values['agents-namespace'];
  if (agentsNamespace === undefined) return undefined;
  const kubeconfig = values.kubeconfig;
  return {
    agentsNamespace,
    ...(kubeconfig === undefined ? {} : { kubeconfig: resolve(cwd, kubeconfig) }),
    ...apiServer(env),
  };
}

/** What the kubelet tells every container: one name less to resolve than `kubernetes.default.svc`. */
function apiServer({ KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port }: ProgramInput['env']): object {
  if (host === undefined || host === '') return {};
  return { apiServer: `https://${host.includes(':') ? `[${host}]` : host}:${port || 443}` };
}

/** Absolute paths of the files with the keys of the platform, as far as they are named. */
export function keyFiles(values: Record<string, string>, cwd: string): Record<string, string | undefined> {
  const path = (file: string | undefined) => (file === undefined ? undefined : resolve(cwd, file));
  return { adminTokenFile: path(values['admin-token-file']), sealingKeyFile: path(values['sealing-key-file']) };
}
