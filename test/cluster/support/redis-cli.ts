import { runQuiet } from '../run.ts';
import { secretValues } from './secret-values.ts';

/** Commands as the server's user, in Redis's own pod; answers what redis-cli prints. By default with the present password. */
export async function redisCli(commands: string[], password?: string): Promise<string> {
  const used = password ?? (await secretValues('redis', 'redis-users'))['server-password'] ?? '';
  const script = 'read -r REDISCLI_AUTH; export REDISCLI_AUTH; exec redis-cli -e --no-auth-warning --user server';
  const place = ['--namespace', 'raibid-redis', 'statefulset/redis', '--container', 'redis'];
  const words = ['kubectl', 'exec', '--stdin', ...place, '--', 'sh', '-euc', script];
  return runQuiet(words, { input: [used, ...commands, ''].join('\n') });
}
