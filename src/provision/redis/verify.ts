import { randomId } from '../../shared/ids.ts';
import type { Evidence } from '../component.ts';
import type { ComponentContext } from '../context.ts';
import { messageOf, notVerified } from '../failure.ts';
import { type SendCommand, withLogin, withRedis } from './connect.ts';

/** Where the server puts what waits; its user and KEDA's may touch nothing else (docs/redis.md). */
export const queuePrefix = '{raibid}:queue:';

/** A stream round trip as the server and as KEDA; what the other users must not do is refused; writes are durable. */
export function verifyRedis(context: ComponentContext): Promise<Evidence[]> {
  context.progress('a stream round trip');
  const stream = `${queuePrefix}setup-${randomId()}`;
  return withRedis(context, async (as, port) => {
    const evidence = await as('server', async (send) => {
      const id = await send('XADD', stream, '*', 'job', 'setup');
      try {
        const counted = await as('keda', (asKeda) => asKeda('XLEN', stream));
        if (counted !== 1) throw notVerified(`Redis counts ${String(counted)} entries of ${stream} where one was put`);
        await as('keda', (asKeda) =>
          refused(asKeda, 'keda', ['XADD', stream, '*', 'a', 'b'], ['DEL', stream], ['GET', 'a']),
        );
        const settings = await as('monitor', settingsOf);
        const deleted = await send('XDEL', stream, String(id));
        if (deleted !== 1) throw notVerified(`Redis did not delete the entry ${String(id)} of ${stream}`);
        return [`an entry of ${stream} was put, counted by KEDA's user and taken`, ...settings];
      } finally {
        await send('DEL', stream);
      }
    });
    await as('server', (send) =>
      refused(send, 'server', ['FLUSHALL'], ['CONFIG', 'SET', 'maxmemory', '1'], ['ACL', 'LIST']),
    );
    await as('monitor', (send) => refused(send, 'monitor', ['XLEN', stream], ['KEYS', '*']));
    const stranger = await withLogin(port, {}, (send) => send('PING')).then(() => null, messageOf);
    if (!stranger?.includes('NOAUTH'))
      throw notVerified(`Redis answers a stranger without a password: ${stranger ?? 'PONG'}`);
    return [...evidence, 'each user is refused what it must not do, and nobody gets in without a password'];
  });
}

/** Every write must be on the disk before it is answered, and nothing may be dropped. */
async function settingsOf(send: SendCommand): Promise<Evidence[]> {
  const wanted = { appendonly: 'yes', appendfsync: 'always', 'maxmemory-policy': 'noeviction' };
  for (const [name, value] of Object.entries(wanted)) {
    const answer = await send('CONFIG', 'GET', name);
    const found = JSON.stringify(answer);
    if (!found.includes(`"${value}"`)) throw notVerified(`Redis runs with ${name} ${found} instead of ${value}`);
  }
  return ['writes are on the disk before they are answered'];
}

async function refused(send: SendCommand, user: string, ...commands: string[][]): Promise<void> {
  for (const command of commands) {
    const refusal = await send(...command).then(() => null, messageOf);
    if (refusal === null) throw notVerified(`Redis lets ${user} do ${command.join(' ')}, which it must refuse`);
    if (!/NOPERM|NOAUTH/.test(refusal)) throw notVerified(`Redis answers ${user}'s ${command[0]} with: ${refusal}`);
  }
}
