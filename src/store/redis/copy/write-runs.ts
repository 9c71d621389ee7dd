import type { CopiedRun, RecordKinds } from '../../copy/records.ts';
import { keyPrefix } from '../keys.ts';
import type { Commands } from './commands.ts';

/** A run with its place in every list. */
export async function writeRun({ send }: Commands, run: CopiedRun): Promise<void> {
  const { id, version, planHash, header, settings, payload, jobs } = run;
  const repositoryId = header.repository.id;
  const workflow = header.workflow.path;
  const { event, ref, sha } = header.trigger;
  const names = { version, planHash, repositoryId, workflow, event, ref, sha, status: header.status };
  const documents = { header, settings, payload };
  const texts = Object.entries(documents).flatMap(([name, value]) => [name, JSON.stringify(value)]);
  const indexes = ['runs', `runs-of-repository:${repositoryId}`, `runs-of-workflow:${workflow}`];
  indexes.push(`runs-of-event:${event}`, `runs-of-ref:${ref}`, `runs-of-commit:${sha}`);
  if (header.status !== 'completed') indexes.push('under-way');
  const bodies = jobs.flatMap((job, position) => [position, JSON.stringify(job)]);
  await Promise.all([
    send('HSET', `${keyPrefix}run:${id}`, ...Object.entries(names).flat(), ...texts),
    send('HINCRBY', `${keyPrefix}plan-uses`, planHash, 1),
    ...indexes.map((index) => send('ZADD', `${keyPrefix}${index}`, id, id)),
    ...(bodies.length === 0 ? [] : [send('HSET', `${keyPrefix}run-jobs:${id}`, ...bodies)]),
  ]);
}

/** A run is dirty since its oldest event. The numbers of events go on after the largest. */
export async function writeEvents({ send, field }: Commands, events: RecordKinds['event'][]): Promise<void> {
  const known = Number(await field('counters', 'event'));
  const writes = events.flatMap(({ seq, runId, event }) => [
    send('HSET', `${keyPrefix}inbox:${runId}`, seq, JSON.stringify(event)),
    send('ZADD', `${keyPrefix}dirty`, 'NX', seq, runId),
  ]);
  const last = Math.max(known, ...events.map(({ seq }) => seq));
  await Promise.all([...writes, send('HSET', `${keyPrefix}counters`, 'event', last)]);
}
