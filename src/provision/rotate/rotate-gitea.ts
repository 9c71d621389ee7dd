import { runQuietly } from '../backup/cluster/pod-stream.ts';
import { restartPods, type Workload } from '../backup/cluster/workload.ts';
import { namespaceExists } from '../chart/remove-release.ts';
import type { ComponentContext } from '../context.ts';
import { fluxAccess } from '../flux/secrets.ts';
import { type AccessTokenUse, addAccessToken } from '../gitea/access-token.ts';
import { randomText } from '../secrets/recipe.ts';
import { readSecret, secretValue, writeSecret } from '../secrets/stored-secret.ts';
import { serverAccess } from '../server/secrets.ts';
import { serverPods } from '../server/server-pods.ts';
import type { ContextOf } from './context-of.ts';

const giteaPods: Workload = { namespace: 'raibid-gitea', kind: 'deployments', name: 'gitea' };

/** Gitea's own keys that nothing on its disk depends on. `secret-key` stays: it opens what the database has encrypted. */
const freshKeys = ['internal-token', 'oauth2-jwt-secret', 'lfs-jwt-secret', 'metrics-token'];

/** A Secret with an access token: whose it is, in which value it stands, and what is made anew with it. */
interface Holder {
  component: string;
  name: string;
  use: AccessTokenUse;
  key: string;
  fresh: readonly string[];
  /** Starts anew what reads the Secret only at its start. */
  pods?: Workload;
}

const holders: Holder[] = [
  {
    component: 'server',
    name: 'raibid-server-gitea',
    use: serverAccess,
    key: 'token',
    fresh: ['webhook-secret'],
    pods: serverPods,
  },
  { component: 'flux', name: 'infra-repository', use: fluxAccess, key: 'password', fresh: [] },
];

/**
 * Gives Gitea's administrator a new password, Gitea new keys, and all that log in there new tokens; webhooks get secrets of
 * a new key. Gitea is away for the seconds of one restart, in which checkouts wait and pushes are refused; an old token ends
 * when everybody has the new one. Answers the Secrets that were written.
 */
export async function rotateGitea(contextOf: ContextOf): Promise<string[]> {
  const gitea = contextOf('gitea');
  const written = [await newPassword(gitea), await newKeys(gitea)];
  for (const holder of holders) {
    const context = contextOf(holder.component);
    if (await namespaceExists(context)) written.push(await newToken(context, holder));
  }
  return written;
}

/** First into the Secret: the program that sets it needs no password, so after an interruption it is done again. */
async function newPassword(context: ComponentContext): Promise<string> {
  const username = await secretValue(context, context.entry.namespace, 'gitea-admin', 'username');
  const password = randomText();
  const name = await change(context, 'gitea-admin', { password });
  // As at the first start, Gitea takes it as an argument only: it shows in the pod's own list of processes for a moment.
  const script =
    'read -r password; exec gitea admin user change-password --must-change-password=false --username "$0" --password "$password"';
  const place = { namespace: context.entry.namespace, target: 'deployment/gitea', container: 'gitea' };
  await runQuietly(context, { ...place, command: ['sh', '-euc', script, username], input: `${password}\n` });
  return name;
}

async function newKeys(context: ComponentContext): Promise<string> {
  const name = await change(context, 'gitea-keys', freshValues(freshKeys));
  await restartPods(context, giteaPods);
  return name;
}

async function newToken(context: ComponentContext, { name, use, key, fresh, pods }: Holder): Promise<string> {
  const { token, endOlder } = await addAccessToken(context, use);
  const written = await change(context, name, { [key]: token, ...freshValues(fresh) });
  if (pods !== undefined) await restartPods(context, pods);
  await endOlder();
  return written;
}

function freshValues(keys: readonly string[]): Record<string, string> {
  return Object.fromEntries(keys.map((key) => [key, randomText()]));
}

/** Replaces values of a Secret; the others stay. Answers its full name. */
async function change(context: ComponentContext, name: string, values: Record<string, string>): Promise<string> {
  const { namespace } = context.entry;
  context.progress(`writing Secret ${namespace}/${name}`);
  const present = await readSecret(context, namespace, name);
  await writeSecret(context, { namespace, name, values: { ...present, ...values } }, 'Opaque');
  return `${namespace}/${name}`;
}
