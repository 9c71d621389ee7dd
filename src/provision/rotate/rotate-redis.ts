import { agentsSecrets } from '../agents/secrets.ts';
import { whileStopped } from '../backup/cluster/workload.ts';
import { namespaceExists } from '../chart/remove-release.ts';
import type { ComponentContext } from '../context.ts';
import { redisSecrets } from '../redis/secrets.ts';
import type { SecretRecipe } from '../secrets/recipe.ts';
import { writeSecret } from '../secrets/stored-secret.ts';
import { serverSecrets } from '../server/secrets.ts';
import { serverPods } from '../server/server-pods.ts';
import type { ContextOf } from './context-of.ts';

/** A Secret that holds a password of Redis: whose it is, and how it is made from the new ones. */
interface Holder {
  component: string;
  recipes: readonly SecretRecipe[];
  name: string;
}

/** The users first: the others are copies of their passwords. */
const holders: Holder[] = [
  { component: 'redis', recipes: redisSecrets, name: 'redis-users' },
  { component: 'server', recipes: serverSecrets, name: 'raibid-server-redis' },
  { component: 'agents', recipes: agentsSecrets, name: 'redis-keda' },
];

/**
 * Gives all users of Redis new passwords. The server stops for the moment in which Redis starts anew with them: agents
 * spool their logs and go on, as in any outage, and the queue is on the disk. KEDA reads its password again by itself.
 * Answers the Secrets that were written.
 */
export async function rotateRedis(contextOf: ContextOf): Promise<string[]> {
  const server = contextOf('server');
  const rotate = () => newPasswords(contextOf);
  return (await namespaceExists(server)) ? whileStopped(server, serverPods, rotate) : rotate();
}

async function newPasswords(contextOf: ContextOf): Promise<string[]> {
  const written: string[] = [];
  for (const { component, recipes, name } of holders) {
    const context = contextOf(component);
    const recipe = recipes.find((each) => each.name === name);
    if (recipe === undefined || !(await namespaceExists(context))) continue;
    const { namespace } = context.entry;
    context.progress(`writing Secret ${namespace}/${name}`);
    await writeSecret(context, { namespace, name, values: await recipe.make(context) }, recipe.type ?? 'Opaque');
    written.push(`${namespace}/${name}`);
  }
  await restartRedis(contextOf('redis'));
  return written;
}

/** It reads its users at the start; two of them must not be on one volume, not even for a moment. */
async function restartRedis(context: ComponentContext): Promise<void> {
  const pods = { namespace: context.entry.namespace, kind: 'statefulsets' as const, name: 'redis' };
  await whileStopped(context, pods, async () => undefined);
}
