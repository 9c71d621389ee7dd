import { agentsSecrets } from '../agents/secrets.ts';
import { scaleTo } from '../backup/cluster/workload.ts';
import { namespaceExists } from '../chart/remove-release.ts';
import type { ComponentContext } from '../context.ts';
import { redisSecrets } from '../redis/secrets.ts';
import type { SecretRecipe } from '../secrets/recipe.ts';
import { writeSecret } from '../secrets/stored-secret.ts';
import { serverSecrets } from '../server/secrets.ts';

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
 * `contextOf` answers the context of a component. Answers the Secrets that were written.
 */
export async function rotateRedis(contextOf: (component: string) => ComponentContext): Promise<string[]> {
  const written: string[] = [];
  const server = contextOf('server');
  const hasServer = await namespaceExists(server);
  const serverPods = { namespace: server.entry.namespace, kind: 'deployments' as const, name: 'raibid-server' };
  const replicas = hasServer ? await scaleTo(server, serverPods, 0) : 0;
  try {
    for (const { component, recipes, name } of holders) {
      const context = contextOf(component);
      const recipe = recipes.find((each) => each.name === name);
      if (recipe === undefined || !(await namespaceExists(context))) continue;
      const { namespace } = context.entry;
      context.progress(`writing Secret ${namespace}/${name}`);
      await writeSecret(context, { namespace, name, values: await recipe.make(context) }, recipe.type ?? 'Opaque');
      written.push(`${namespace}/${name}`);
    }
    const redis = contextOf('redis');
    const redisPods = { namespace: redis.entry.namespace, kind: 'statefulsets' as const, name: 'redis' };
    await scaleTo(redis, redisPods, 0);
    await scaleTo(redis, redisPods, 1);
  } finally {
    if (hasServer) await scaleTo(server, serverPods, Math.max(1, replicas));
  }
  return written;
}
