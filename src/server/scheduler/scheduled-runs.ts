import type { RunTrigger } from '../../contract/run-state.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Logger } from '../../shared/logger.ts';
import type { RepositoryRecord } from '../../store/port/repositories.ts';
import type { Store } from '../../store/port.ts';
import type { CommitInfo, Forge, WorkflowFile } from '../forge/port.ts';
import { dueTick } from './cron-due.ts';
import { enabledRepositories } from './enabled-repositories.ts';
import { type FilesOfCommit, parseAmong } from './parse-among.ts';
import { planFile } from './plan-event.ts';
import { commonPayload } from './push-payload.ts';
import { headlineOf } from './push-runs.ts';
import type { ReadElsewhere } from './read-elsewhere.ts';

export interface CronDeps {
  store: Pick<Store, 'deliveries' | 'forges' | 'mirrors' | 'repositories' | 'ticks'>;
  forge: Forge;
  elsewhere: ReadElsewhere;
  clock: Clock;
  log: Logger;
}

/** Ticks are remembered for a day (milliseconds); the last one of a schedule stays until the next. */
const tickMemory = 24 * 3_600_000;

/** The schedules of one repository, as of a commit of its default branch. */
interface CronTable {
  sha: string;
  head: CommitInfo;
  files: FilesOfCommit;
  entries: { file: WorkflowFile; cron: string }[];
}

/**
 * Starts what is due. Only workflows of the default branch count, at its newest commit, as on GitHub. Ticks that were
 * missed while the server was down make one run; two servers make one run together, as its delivery has a key.
 */
export function createCron(deps: CronDeps): { look(): Promise<void> } {
  const tables = new Map<string, CronTable>();

  async function tableOf(repository: RepositoryRecord): Promise<CronTable | null> {
    const ledger = await deps.store.deliveries.ledger(repository.id);
    const sha = ledger[`refs/heads/${repository.defaultBranch}`];
    if (sha === undefined) return null;
    const known = tables.get(repository.id);
    if (known?.sha === sha) return known;
    const table = await readTable(deps, repository, sha);
    tables.set(repository.id, table);
    return table;
  }

  async function lookAt(repository: RepositoryRecord): Promise<void> {
    const table = await tableOf(repository);
    if (table === null) return;
    for (const entry of table.entries) await startIfDue(deps, repository, table, entry);
  }

  return {
    async look() {
      for (const repository of await enabledRepositories(deps.store)) {
        await lookAt(repository).catch((error: unknown) =>
          deps.log.error({ err: error, repository: repository.fullName }, 'schedules could not be looked at'),
        );
      }
    },
  };
}

async function readTable(
  { forge, elsewhere }: CronDeps,
  repository: RepositoryRecord,
  sha: string,
): Promise<CronTable> {
  const reader = forge.commits(repository);
  const head = await reader.commit(sha);
  const entries: CronTable['entries'] = [];
  const commit = { repository, files: await reader.listWorkflows(head.sha), elsewhere };
  for (const file of commit.files) {
    // What it calls is read when it is due.
    const parsed = await parseAmong(commit, file, () => false);
    if (!parsed.ok) continue;
    for (const { cron } of parsed.plan.on.schedule ?? []) entries.push({ file, cron });
  }
  return { sha, head, files: commit, entries };
}

async function startIfDue(
  deps: CronDeps,
  repository: RepositoryRecord,
  { files, head }: CronTable,
  { file, cron }: CronTable['entries'][number],
): Promise<void> {
  const now = deps.clock.now();
  const prefix = `cron:${repository.id}:${file.path}:${cron}:`;
  const last = await deps.store.ticks.last(prefix);
  if (last === null) {
    // A schedule that was never seen starts counting now.
    await deps.store.ticks.claim(`${prefix}first`, now);
    return;
  }
  const due = dueTick(cron, last, now);
  if (due === null) return;
  const trigger = scheduleTrigger(repository, file.path, cron, head);
  // Read anew: what it calls in another repository may have moved since.
  const run = await planFile({ repository, trigger, changedPaths: null, at: now }, file, { ...files, repository });
  const key = `${prefix}${due}`;
  // The run first: its key keeps it single, and a crash in between only makes the same call again.
  await deps.store.deliveries.create({ key, at: now, change: null, runs: run === null ? [] : [run] });
  await deps.store.ticks.claim(key, now);
  await deps.store.ticks.forget(prefix, now - tickMemory);
}

function scheduleTrigger(repository: RepositoryRecord, path: string, cron: string, head: CommitInfo): RunTrigger {
  const actor = head.author.name;
  return {
    event: 'schedule',
    ref: `refs/heads/${repository.defaultBranch}`,
    sha: head.sha,
    actor,
    headline: headlineOf(head),
    payload: { ...commonPayload(repository, actor), schedule: cron, workflow: path },
    trust: 'repository',
  };
}
