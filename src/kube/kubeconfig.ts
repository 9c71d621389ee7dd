import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { RaibidError } from '../shared/errors.ts';
import type { KubeConnection, KubeTls } from './connection.ts';
import { type Kubeconfig, type KubeconfigCluster, type KubeconfigUser, kubeconfigSchema } from './kubeconfig-file.ts';

const noCluster =
  'Name the kubeconfig of a cluster with --kubeconfig, or make one with `raibid-cli setup`. The platform of ' +
  '`raibid-cli up` needs none: see `raibid-cli queue` and `raibid-cli agents list`.';

/**
 * The connection that a kubeconfig names, by its current context or by another one.
 * @throws `config_invalid` for what cannot be read, is not there, or is a way to log in that we do not have (exec plugins,
 *   auth providers, passwords, proxies)
 */
export async function kubeconfigConnection(file: string, contextName?: string): Promise<KubeConnection> {
  const config = parseKubeconfig(file, await readText(file, noCluster));
  const name = contextName ?? config['current-context'];
  if (name === undefined || name === '') throw invalid(file, 'names no current context; choose one with --context');
  const context = found(file, config.contexts, 'context', name).context;
  const cluster = found(file, config.clusters, 'cluster', context.cluster).cluster;
  const user = context.user === undefined ? {} : found(file, config.users, 'user', context.user).user;
  refuseUnknownWays(file, context.user ?? '', cluster, user);
  return {
    server: cluster.server.replace(/\/+$/, ''),
    tls: await tlsOf(file, cluster, user),
    token: tokenOf(file, user),
    namespace: context.namespace ?? 'default',
    source: `context "${name}" of ${file}`,
  };
}

function parseKubeconfig(file: string, text: string): Kubeconfig {
  try {
    return kubeconfigSchema.parse(parse(text));
  } catch (cause) {
    // The message of a YAML error quotes the text, which may hold a key.
    const reason = cause instanceof z.ZodError ? z.prettifyError(cause) : 'it is not valid YAML';
    throw invalid(file, `is no kubeconfig: ${reason}`);
  }
}

function found<Entry extends { name: string }>(
  file: string,
  entries: readonly Entry[] | null | undefined,
  what: string,
  name: string,
): Entry {
  const entry = entries?.find((candidate) => candidate.name === name);
  if (entry !== undefined) return entry;
  const known = (entries ?? []).map((candidate) => candidate.name).join(', ');
  throw invalid(file, `has no ${what} "${name}"; it has: ${known || 'none'}`);
}

/** Said at once and in words: trying without would end in "401". */
function refuseUnknownWays(file: string, name: string, cluster: KubeconfigCluster, user: KubeconfigUser): void {
  const instead = 'use a client certificate or a token';
  if (user.exec != null)
    throw invalid(file, `lets user "${name}" log in by an exec plugin, which is not done: ${instead}`);
  if (user['auth-provider'] != null) throw invalid(file, `lets user "${name}" log in by an auth-provider: ${instead}`);
  if (user.username !== undefined) throw invalid(file, `lets user "${name}" log in by a password: ${instead}`);
  if (cluster['proxy-url'] !== undefined) throw invalid(file, 'names a proxy-url, which is not supported');
}

async function tlsOf(file: string, cluster: KubeconfigCluster, user: KubeconfigUser): Promise<KubeTls> {
  const pem = (data: string | undefined, path: string | undefined) => pemOf(file, data, path);
  const [ca, cert, key] = await Promise.all([
    pem(cluster['certificate-authority-data'], cluster['certificate-authority']),
    pem(user['client-certificate-data'], user['client-certificate']),
    pem(user['client-key-data'], user['client-key']),
  ]);
  const servername = cluster['tls-server-name'];
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(servername === undefined ? {} : { servername }),
    ...(cluster['insecure-skip-tls-verify'] === true ? { insecure: true } : {}),
  };
}

/** Base64 in the file wins over a path, which counts from the kubeconfig's own folder, as kubectl does it. */
async function pemOf(file: string, data: string | undefined, path: string | undefined): Promise<string | undefined> {
  if (data !== undefined) return Buffer.from(data, 'base64').toString('utf8');
  return path === undefined ? undefined : readText(resolve(dirname(file), path));
}

/** A token's file wins over a token, as kubectl does it, and is read each time. */
function tokenOf(file: string, { token, tokenFile }: KubeconfigUser): KubeConnection['token'] {
  if (tokenFile === undefined) return async () => token ?? null;
  return async () => (await readText(resolve(dirname(file), tokenFile))).trim();
}

async function readText(file: string, hint?: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new RaibidError('config_invalid', `The file ${file} cannot be read.`, {
      cause,
      ...(hint === undefined ? {} : { hint }),
    });
  }
}

function invalid(file: string, what: string): RaibidError {
  return new RaibidError('config_invalid', `${file} ${what}.`, { at: { file } });
}
