import type { Store } from '../port.ts';
import type { Connection } from './connection.ts';
import { artifactsOfRun, createArtifact, getArtifact, takeExpiredArtifacts } from './files/artifacts.ts';
import { createCache, evictCaches, findCache, getCache } from './files/caches.ts';
import { keyPrefix } from './keys.ts';
import { advanceLog } from './leases/advance-log.ts';
import { completeJob } from './leases/complete-job.ts';
import { expireLease } from './leases/expire-lease.ts';
import { heartbeat } from './leases/heartbeat.ts';
import { deadLetters, dropDeadLetter, getJob, jobsOfRun } from './leases/read-jobs.ts';
import { leaseByJobToken, leaseByToken, listLeases } from './leases/read-lease.ts';
import { releaseJob } from './leases/release-job.ts';
import { claimJob } from './queue/claim-job.ts';
import { classStats } from './queue/class-stats.ts';
import { keepWarm } from './queue/keep-warm.ts';
import { queuePosition } from './queue/queue-position.ts';
import { createRepository } from './repositories/create-repository.ts';
import { deleteRepository } from './repositories/delete-repository.ts';
import { findRepository, getRepository, listRepositories } from './repositories/read-repository.ts';
import { setDefaultBranch } from './repositories/set-default-branch.ts';
import { commitRun } from './runs/commit-run.ts';
import { createDelivery, findDelivery, forgetDeliveries, readLedger } from './runs/create-delivery.ts';
import { deleteRun } from './runs/delete-run.ts';
import { forgetGroups, readGroup } from './runs/groups.ts';
import { knownJobs } from './runs/known-jobs.ts';
import { listRuns } from './runs/list-runs.ts';
import { dirtyRuns, loadRunTexts } from './runs/load-run.ts';
import { oldestRuns } from './runs/oldest-runs.ts';
import { postToRun } from './runs/post-event.ts';
import { agentSeen, listAgents, removeAgent } from './small/agents.ts';
import {
  createForge,
  findForge,
  forgeHook,
  listForges,
  removeForge,
  resealForge,
  setForgeHook,
} from './small/forges.ts';
import { garbageDone, listGarbage, reserveGarbage } from './small/garbage.ts';
import {
  createMirror,
  dueMirrors,
  getMirror,
  listMirrors,
  mirrorSynced,
  removeMirror,
  requestSync,
  resealMirror,
} from './small/mirrors.ts';
import { dueStatuses, listStatuses, retryStatus, statusDelivered } from './small/outbox.ts';
import { allSecrets, deleteSetting, listSettings, resealSecret, setSetting } from './small/settings.ts';
import { claimTick, forgetTicks, lastTick } from './small/ticks.ts';
import { createToken, deleteToken, findToken } from './small/tokens.ts';

/** Which function stands behind each operation of the port. */
export function storeOperations(connection: Connection): Omit<Store, 'signals' | 'close'> {
  return {
    ...runOperations(connection),
    ...jobOperations(connection),
    ...fileOperations(connection),
    ...smallOperations(connection),
    ping: async () => void (await connection.read('GET', `${keyPrefix}schema`)),
  };
}

function runOperations(connection: Connection): Pick<Store, 'repositories' | 'deliveries' | 'runs'> {
  const known = knownJobs();
  return {
    repositories: {
      create: (repository) => createRepository(connection, repository),
      find: (fullName) => findRepository(connection, fullName),
      get: (id) => getRepository(connection, id),
      list: () => listRepositories(connection),
      setDefaultBranch: (id, branch) => setDefaultBranch(connection, id, branch),
      delete: (id) => deleteRepository(connection, id),
    },
    deliveries: {
      create: (delivery) => createDelivery(connection, delivery),
      find: (key) => findDelivery(connection, key),
      forget: (before, limit) => forgetDeliveries(connection, before, limit),
      ledger: (repositoryId) => readLedger(connection, repositoryId),
    },
    runs: {
      get: async (runId) => (await loadRunTexts(connection, runId))?.loaded.state ?? null,
      list: (filter) => listRuns(connection, filter),
      post: (runId, event) => postToRun(connection, runId, event),
      dirty: (limit) => dirtyRuns(connection, limit),
      load: async (runId) => {
        const found = await loadRunTexts(connection, runId);
        if (found !== null) known.see(runId, found.loaded.version, found.jobTexts);
        return found?.loaded ?? null;
      },
      oldest: (query) => oldestRuns(connection, query),
      delete: (runId) => deleteRun(connection, runId),
      group: (key) => readGroup(connection, key),
      forgetGroups: (at) => forgetGroups(connection, at),
      commit: (commit) => commitRun(connection, known, commit),
    },
  };
}

function jobOperations(connection: Connection): Pick<Store, 'queue' | 'leases' | 'jobs'> {
  return {
    queue: {
      claim: (request) => claimJob(connection, request),
      stats: () => classStats(connection),
      position: (jobId) => queuePosition(connection, jobId),
      keepWarm: (agentClass, entries) => keepWarm(connection, agentClass, entries),
    },
    leases: {
      byLeaseToken: (hash) => leaseByToken(connection, hash),
      byJobToken: (hash) => leaseByJobToken(connection, hash),
      heartbeat: (beat) => heartbeat(connection, beat),
      advanceLog: (move) => advanceLog(connection, move),
      complete: (done) => completeJob(connection, done),
      release: (back) => releaseJob(connection, back),
      expire: (lease) => expireLease(connection, lease),
      list: () => listLeases(connection),
    },
    jobs: {
      get: (jobId) => getJob(connection, jobId),
      ofRun: (runId) => jobsOfRun(connection, runId),
      deadLetters: () => deadLetters(connection),
      dropDeadLetter: (jobId) => dropDeadLetter(connection, jobId),
    },
  };
}

function fileOperations(connection: Connection): Pick<Store, 'artifacts' | 'caches' | 'garbage'> {
  return {
    artifacts: {
      create: (artifact, overwrite) => createArtifact(connection, artifact, overwrite),
      ofRun: (runId) => artifactsOfRun(connection, runId),
      get: (id) => getArtifact(connection, id),
      takeExpired: (at, limit) => takeExpiredArtifacts(connection, at, limit),
    },
    caches: {
      create: (cache) => createCache(connection, cache),
      find: (query) => findCache(connection, query),
      get: (id) => getCache(connection, id),
      evict: (repositoryId, keep) => evictCaches(connection, repositoryId, keep),
    },
    garbage: {
      list: (limit, at) => listGarbage(connection, limit, at),
      reserve: (garbage, due) => reserveGarbage(connection, garbage, due),
      done: (garbage) => garbageDone(connection, garbage),
    },
  };
}

type SmallStores = Pick<
  Store,
  'agents' | 'statuses' | 'outbox' | 'tokens' | 'ticks' | 'forges' | 'settings' | 'mirrors'
>;

function smallOperations(connection: Connection): SmallStores {
  return {
    agents: {
      seen: (agent) => agentSeen(connection, agent),
      list: () => listAgents(connection),
      remove: (agentId) => removeAgent(connection, agentId),
    },
    statuses: { list: (repository, sha) => listStatuses(connection, repository, sha) },
    outbox: {
      due: (at, limit) => dueStatuses(connection, at, limit),
      done: (id) => statusDelivered(connection, id),
      retry: (id, nextTryAt) => retryStatus(connection, id, nextTryAt),
    },
    tokens: {
      create: (token) => createToken(connection, token),
      find: (hash, at) => findToken(connection, hash, at),
      delete: (hash) => deleteToken(connection, hash),
    },
    ticks: {
      claim: (key, at) => claimTick(connection, key, at),
      last: (prefix) => lastTick(connection, prefix),
      forget: (prefix, before) => forgetTicks(connection, prefix, before),
    },
    forges: {
      create: (forge) => createForge(connection, forge),
      find: (name) => findForge(connection, name),
      list: () => listForges(connection),
      reseal: (name, credentials) => resealForge(connection, name, credentials),
      remove: (name) => removeForge(connection, name),
      hook: (repositoryId) => forgeHook(connection, repositoryId),
      setHook: (repositoryId, hookId) => setForgeHook(connection, repositoryId, hookId),
    },
    settings: {
      set: (setting) => setSetting(connection, setting),
      list: (place) => listSettings(connection, place),
      delete: (setting) => deleteSetting(connection, setting),
      secrets: () => allSecrets(connection),
      reseal: (secret, sealed) => resealSecret(connection, secret, sealed),
    },
    mirrors: {
      create: (mirror) => createMirror(connection, mirror),
      get: (repositoryId) => getMirror(connection, repositoryId),
      list: () => listMirrors(connection),
      due: (at) => dueMirrors(connection, at),
      synced: (repositoryId, sync) => mirrorSynced(connection, repositoryId, sync),
      requestSync: (repositoryId, at) => requestSync(connection, repositoryId, at),
      reseal: (mirror, sealed) => resealMirror(connection, mirror, sealed),
      remove: (repositoryId) => removeMirror(connection, repositoryId),
    },
  };
}
