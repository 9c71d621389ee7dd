import { hashesOf, membersOf, readSnapshot, type Snapshot } from './check-snapshot.ts';
import type { RedisAccess } from './connection.ts';

type Finder = (all: Snapshot) => string[];

/**
 * What must hold between the keys at every moment, whatever was killed. Each function answers the ids of what contradicts
 * its sentence.
 */
const invariants: Record<string, Finder> = {
  'the streams hold exactly the waiting jobs, under their entry': (all) => {
    const entries = [...all.streams].flatMap(([name, jobs]) =>
      Object.entries(jobs)
        .filter(([entry]) => !all.sets.get(`warm:${name.slice('queue:'.length)}`)?.has(entry))
        .map(([entry, jobId]) => `${name.slice('queue:'.length)} ${entry} ${jobId}`),
    );
    return different(
      entries,
      jobsIn(all, 'waiting').map(({ id, job }) => `${job.agentClass} ${job.entry} ${id}`),
    );
  },
  'an entry that keeps an agent warm stands in its stream': (all) =>
    [...all.sets]
      .filter(([name]) => name.startsWith('warm:'))
      .flatMap(([name, entries]) => [...entries].map((entry) => ({ agentClass: name.slice('warm:'.length), entry })))
      .filter(({ agentClass, entry }) => all.streams.get(`queue:${agentClass}`)?.[entry] === undefined)
      .map(({ agentClass, entry }) => `${agentClass} ${entry}`),
  'a waiting job stands in its lane or is delayed': (all) =>
    different(
      [...membersOf(all, 'lane:'), ...membersOf(all, 'delayed:')].map(({ member }) => member.split('|').at(-1) ?? ''),
      jobsIn(all, 'waiting').map(({ id }) => id),
    ),
  'the head of a lane is its first job, with the running jobs of its repository': (all) =>
    different(
      [...all.sorted].filter(([name]) => name.startsWith('lane:')).map(([name, members]) => headOf(all, name, members)),
      membersOf(all, 'ready:').map(({ of, member }) => `${of} ${member}`),
    ),
  'a repository knows its lanes': (all) =>
    different(
      [...all.sets]
        .filter(([name]) => name.startsWith('lanes:'))
        .flatMap(([name, classes]) => [...classes].map((one) => `lane:${name.slice('lanes:'.length)} ${one}`)),
      [...all.sorted.keys()].filter((name) => name.startsWith('lane:')),
    ),
  'a running job has a lease, and no other has': (all) =>
    different(
      jobs(all)
        .filter(({ job }) => (job.lease ?? '') !== '')
        .map(({ id }) => id),
      jobsIn(all, 'running').map(({ id }) => id),
    ),
  'only a running job is to be cancelled': (all) =>
    jobs(all)
      .filter(({ job }) => job.cancel !== undefined && job.state !== 'running')
      .map(({ id }) => id),
  'the tokens are those of the leases': (all) =>
    different(
      Object.entries(all.hashes.get('lease-tokens') ?? {}).map(([token, name]) => `${token} ${name}`),
      jobsIn(all, 'running').flatMap(({ id, job }) => [
        `lease ${job[`token ${job.attempt}`]} ${id} ${job.attempt} ${job.agentClass}`,
        `job ${job.lease?.split('\n')[1]} ${id} ${job.attempt} ${job.agentClass}`,
      ]),
    ),
  'a share counts the leases of a repository': (all) =>
    different(counted(jobsIn(all, 'running').map(({ job }) => job.repositoryId ?? '')), counts(all, 'shares')),
  'attempts are numbered without gap or double, and end all but the running one': (all) =>
    jobs(all)
      .filter(({ job }) => attemptsOf(job) !== expectedAttempts(job.attempt ?? '', job.state === 'running'))
      .map(({ id }) => id),
  'only a job that is done has a result': (all) =>
    jobs(all)
      .filter(({ job }) => job.state !== 'done' && (job.result !== undefined || job.ended !== undefined))
      .map(({ id }) => id),
  'every job has a spec and stands in its run': (all) =>
    jobs(all)
      .filter(({ id, job }) => job.spec === undefined || !all.sorted.get(`jobs-of-run:${job.runId}`)?.includes(id))
      .map(({ id }) => id),
  'a dead letter is a job that is done': (all) =>
    Object.keys(all.hashes.get('dead-letters') ?? {}).filter((id) => all.hashes.get(`job:${id}`)?.state !== 'done'),
  'a run is dirty while its inbox holds anything': (all) =>
    different(
      all.sorted.get('dirty') ?? [],
      hashesOf(all, 'inbox:').map(([runId]) => runId),
    ),
  'plans are those of the runs': (all) =>
    different(counted(hashesOf(all, 'run:').map(([, run]) => run.planHash ?? '')), counts(all, 'plan-uses')),
  'every run stands in the lists': (all) =>
    different(
      all.sorted.get('runs') ?? [],
      hashesOf(all, 'run:').map(([id]) => id),
    ),
  'a run that is not completed is under way': (all) =>
    different(
      all.sorted.get('under-way') ?? [],
      hashesOf(all, 'run:')
        .filter(([, run]) => run.status !== 'completed')
        .map(([id]) => id),
    ),
  'a delivery has its runs, or they were deleted': (all) => {
    const last = Number(all.hashes.get('counters')?.run ?? '0');
    return Object.entries(all.hashes.get('deliveries') ?? {})
      .filter(([, runIds]) => (runIds.match(/\d+/g) ?? []).some((id) => Number(id) > last))
      .map(([key]) => key);
  },
  'garbage belongs to nothing': (all) =>
    (all.sorted.get('garbage') ?? []).filter((entry) =>
      all.hashes.has(entry.replace(/^log /, 'run ').replace(' ', ':')),
    ),
  'what is on its way to a forge has one entry': (all) =>
    different(
      all.sorted.get('outbox') ?? [],
      hashesOf(all, 'outbox-entry:').map(([id]) => id),
    ),
};

/** Reads a store and answers its contradictions, one sentence each; none when all is well. Nobody may change it meanwhile. */
export async function checkRedisStore(access: RedisAccess): Promise<string[]> {
  const all = await readSnapshot(access);
  return Object.entries(invariants).flatMap(([sentence, find]) =>
    find(all).map((id) => `${id}: not true that ${sentence}`),
  );
}

function jobs(all: Snapshot): { id: string; job: Record<string, string> }[] {
  return hashesOf(all, 'job:').map(([id, job]) => ({ id, job }));
}

function jobsIn(all: Snapshot, state: string): { id: string; job: Record<string, string> }[] {
  return jobs(all).filter(({ job }) => job.state === state);
}

function headOf(all: Snapshot, name: string, members: string[]): string {
  const space = name.indexOf(' ');
  const repository = name.slice('lane:'.length, space);
  const running = (all.hashes.get('shares')?.[repository] ?? '0').padStart(10, '0');
  const first = members[0] ?? '';
  return `${name.slice(space + 1)} ${first.slice(0, 17)}${running}${first.slice(16)}`;
}

function attemptsOf(job: Record<string, string>): string {
  return Object.keys(job)
    .filter((name) => name.startsWith('start ') || name.startsWith('end '))
    .sort()
    .join();
}

function expectedAttempts(attempt: string, running: boolean): string {
  const numbers = Array.from({ length: Number(attempt) }, (_, nth) => nth + 1);
  const ended = running ? numbers.slice(0, -1) : numbers;
  return [...numbers.map((nth) => `start ${nth}`), ...ended.map((nth) => `end ${nth}`)].sort().join();
}

function counts(all: Snapshot, name: string): string[] {
  const entries = Object.entries(all.hashes.get(name) ?? {});
  return entries.filter(([, count]) => count !== '0').map(([key, count]) => `${key} ${count}`);
}

function counted(keys: string[]): string[] {
  return [...Map.groupBy(keys, (key) => key)].map(([key, same]) => `${key} ${same.length}`);
}

/** What is in one list and not in the other. */
function different(left: string[], right: string[]): string[] {
  const [one, other] = [new Set(left), new Set(right)];
  return [...left.filter((item) => !other.has(item)), ...right.filter((item) => !one.has(item))];
}
