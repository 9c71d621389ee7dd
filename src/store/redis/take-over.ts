import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../../shared/logger.ts';
import type { Connection } from './connection.ts';
import { signalChannel, takeOverKey, versionMessage } from './keys.ts';
import { type Migration, migrate, newestOf, othersWork, refuseNewer } from './migrate.ts';
import { integer } from './reply.ts';
import { script } from './script.ts';

/** Milliseconds. The mark outlives a few rounds, so that an older server that is started again meanwhile refuses. */
const times = {
  every: 250,
  markLasts: 10_000,
  /** A connection that Redis lost is back within a second: only after this long nobody listens who is not heard. */
  quiet: 2_000,
  /** Longer than Kubernetes gives a server to finish what is under way, shorter than it waits for a new one to start. */
  patience: 100_000,
};

/** Sets the mark, unless one of a still newer version stands, and has all look at it. Answers how many listen. */
const askToStop = script(
  'ask older servers to stop',
  [],
  `
  local key = '${takeOverKey}'
  if tonumber(call('GET', key) or '0') <= tonumber(A.schema) then call('SET', key, A.schema, 'PX', A.lasts) end
  return call('PUBLISH', '${signalChannel}', '${versionMessage}')
`,
);

/**
 * Brings the data to the newest version after it has asked servers of older versions to stop, and waited until they have. Of two
 * that do so at once one migrates, and the other finds it done. Errors: `store_newer`; `store_unavailable` when some listen on.
 */
export async function takeOver(connection: Connection, known: readonly Migration[], log: Logger): Promise<void> {
  const started = performance.now();
  let quietSince: number | null = null;
  while (await isOld(connection, known)) {
    const servers = integer(await connection.run(askToStop, { schema: newestOf(known), lasts: times.markLasts }));
    const now = performance.now();
    quietSince = servers > 0 ? null : (quietSince ?? now);
    if (quietSince !== null && now - quietSince >= times.quiet) break;
    if (now - started > times.patience) throw othersWork(servers);
    log.info({ servers }, 'waiting until servers of an older version have stopped');
    await sleep(times.every);
  }
  await migrate(connection, known);
}

async function isOld(connection: Connection, known: readonly Migration[]): Promise<boolean> {
  const found = await refuseNewer(connection, known);
  return found > 0 && found < newestOf(known);
}
