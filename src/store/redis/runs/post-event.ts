import type { RunEvent } from '../../../contract/run-state.ts';
import { RaibidError } from '../../../shared/errors.ts';
import { numericId } from '../../numeric-id.ts';
import type { Connection } from '../connection.ts';
import { inbox } from '../lua/inbox.ts';
import { script } from '../script.ts';

/** A run is dirty while its inbox holds anything: both change together, or an event would wait unseen. */
const postScript = script(
  'post an event',
  [inbox],
  `
  if call('EXISTS', P .. 'run:' .. A.runId) == 0 then return 0 end
  post(A.runId, A.event)
  return 1
`,
);

/** @throws `not_found` */
export async function postToRun(connection: Connection, runId: string, event: RunEvent): Promise<void> {
  const known = numericId(runId) !== null;
  if (known && (await connection.run(postScript, { runId, event: JSON.stringify(event) })) === 1) return;
  throw new RaibidError('not_found', `There is no run ${runId}.`);
}
