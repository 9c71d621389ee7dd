import { sharedDirOf } from '../../contract/config.ts';
import type { MirrorRecord } from '../../store/port/mirrors.ts';
import { createGitChildren } from '../githost/git-children.ts';
import { createMaintenance } from '../githost/maintain.ts';
import { repositoryFolder } from '../githost/repository-folder.ts';
import { createLoop } from '../scheduler/background-loop.ts';
import type { Mirrors } from './port.ts';
import { type SyncDeps, syncMirror } from './sync-mirror.ts';

/** How often it is looked for mirrors that are due, in milliseconds. */
const lookEvery = 5_000;
/** Syncs at a time that nobody waits for. */
const sideBySide = 4;

export function createMirrors(deps: SyncDeps): Mirrors {
  const { config, store, clock, log } = deps;
  const underWay = new Map<string, Promise<void>>();
  const again = new Set<string>();
  const stopping = new AbortController();
  const children = createGitChildren();
  const maintenance = createMaintenance(children, log);
  const loop = createLoop({ name: 'mirrors', every: lookEvery, log, round: startDue });

  async function startDue(): Promise<void> {
    for (const mirror of await store.mirrors.due(clock.now())) {
      if (underWay.size >= sideBySide) return;
      if (!underWay.has(mirror.repositoryId)) void begin(mirror);
    }
  }

  function begin(mirror: MirrorRecord): Promise<void> {
    const { repositoryId } = mirror;
    const work = syncMirror(deps, mirror, stopping.signal)
      .then(() => maintenance.look(repositoryFolder(sharedDirOf(config), repositoryId)))
      .catch((error: unknown) => log.error({ err: error, repositoryId }, 'the sync of a mirror could not be noted'))
      .finally(() => ended(repositoryId));
    underWay.set(repositoryId, work);
    return work;
  }

  async function ended(repositoryId: string): Promise<void> {
    underWay.delete(repositoryId);
    if (again.delete(repositoryId)) await store.mirrors.requestSync(repositoryId, clock.now());
    loop.wake();
  }

  return {
    async sync(repositoryId) {
      const joined = underWay.get(repositoryId);
      if (joined !== undefined) return joined;
      const mirror = await store.mirrors.get(repositoryId);
      if (mirror !== null) await (underWay.get(repositoryId) ?? begin(mirror));
    },
    async wake(repositoryId) {
      // What is under way may have read the refs before the push that somebody tells of: another sync follows it.
      if (underWay.has(repositoryId)) again.add(repositoryId);
      await store.mirrors.requestSync(repositoryId, clock.now());
      loop.wake();
    },
    isSyncing: (repositoryId) => underWay.has(repositoryId),
    start: loop.start,
    async stop() {
      stopping.abort();
      await loop.stop();
      await Promise.all(underWay.values());
      await children.stopAll();
    },
  };
}
