import type { Store } from '../port.ts';
import { agentSeen, listAgents, removeAgent } from './agents/agents.ts';
import { artifactsOfRun, createArtifact, getArtifact, takeExpiredArtifacts } from './artifacts/artifacts.ts';
import { getCache } from './caches/cache-record.ts';
import { createCache } from './caches/create-cache.ts';
import { evictCaches } from './caches/evict-caches.ts';
import { findCache } from './caches/find-cache.ts';
import {
  createForge,
  findForge,
  forgeHook,
  listForges,
  removeForge,
  resealForge,
  setForgeHook,
} from './forges/forges.ts';
import { garbageDone, listGarbage, reserveGarbage } from './garbage/garbage.ts';
import { deadLetters, getJob, jobsOfRun } from './jobs/read-jobs.ts';
import { advanceLog } from './leases/advance-log.ts';
import { completeJob } from './leases/complete-job.ts';
import { expireLease } from './leases/expire-lease.ts';
import { heartbeat } from './leases/heartbeat.ts';
import { leaseByJobToken, leaseByToken, listLeases } from './leases/read-lease.ts';
import { releaseJob } from './leases/release-job.ts';
import {
  createMirror,
  dueMirrors,
  getMirror,
  listMirrors,
  mirrorSynced,
  removeMirror,
  requestSync,
  resealMirror,
} from './mirrors/mirrors.ts';
import { dueStatuses, listStatuses, retryStatus, statusDelivered } from './outbox/outbox.ts';
import { claimJob } from './queue/claim-job.ts';
import { classStats } from './queue/class-stats.ts';
import { queuePosition } from './queue/queue-position.ts';
import { createRepository } from './repositories/create-repository.ts';
import { deleteRepository } from './repositories/delete-repository.ts';
import { findRepository, getRepository, listRepositories } from './repositories/read-repository.ts';
import { setDefaultBranch } from './repositories/set-default-branch.ts';
import { commitRun } from './runs/commit-run.ts';
import { createDelivery, findDelivery, forgetDeliveries } from './runs/create-delivery.ts';
import { deleteRun } from './runs/delete-run.ts';
import { forgetGroups, readGroup } from './runs/groups.ts';
import { readLedger } from './runs/ledger.ts';
import { listRuns } from './runs/list-runs.ts';
import { dirtyRuns, loadRun } from './runs/load-run.ts';
import { oldestRuns } from './runs/oldest-runs.ts';
import { postToRun } from './runs/post-event.ts';
import { allSecrets, deleteSetting, listSettings, resealSecret, setSetting } from './settings/settings.ts';
import { claimTick, forgetTicks, lastTick } from './ticks/ticks.ts';
import { createToken, deleteToken, findToken } from './tokens/tokens.ts';
import type { Reader, Transaction } from './transaction.ts';

/** The two ways to the database: reads see what is committed, at once; writes go through the group commit. */
export interface Access {
  read<T>(reading: (db: Reader) => T): Promise<T>;
  write<T>(operation: (tx: Transaction) => T): Promise<T>;
}

/** Which function stands behind each operation of the port. */
export function storeOperations({ read, write }: Access): Omit<Store, 'signals' | 'close'> {
  return {
    ...runOperations({ read, write }),
    ...jobOperations({ read, write }),
    ...fileOperations({ read, write }),
    agents: {
      seen: (agent) => write((tx) => agentSeen(tx, agent)),
      list: () => read(listAgents),
      remove: (agentId) => write((tx) => removeAgent(tx, agentId)),
    },
    tokens: {
      create: (token) => write((tx) => createToken(tx, token)),
      find: (hash, at) => read((db) => findToken(db, hash, at)),
      delete: (hash) => write((tx) => deleteToken(tx, hash)),
    },
    ticks: {
      claim: (key, at) => write((tx) => claimTick(tx, key, at)),
      last: (prefix) => read((db) => lastTick(db, prefix)),
      forget: (prefix, before) => write((tx) => forgetTicks(tx, prefix, before)),
    },
    forges: {
      create: (forge) => write((tx) => createForge(tx, forge)),
      find: (name) => read((db) => findForge(db, name)),
      list: () => read(listForges),
      reseal: (name, credentials) => write((tx) => resealForge(tx, name, credentials)),
      remove: (name) => write((tx) => removeForge(tx, name)),
      hook: (repositoryId) => read((db) => forgeHook(db, repositoryId)),
      setHook: (repositoryId, hookId) => write((tx) => setForgeHook(tx, repositoryId, hookId)),
    },
    settings: {
      set: (setting) => write((tx) => setSetting(tx, setting)),
      list: (place) => read((db) => listSettings(db, place)),
      delete: (place) => write((tx) => deleteSetting(tx, place)),
      secrets: () => read(allSecrets),
      reseal: (secret, sealed) => write((tx) => resealSecret(tx, secret, sealed)),
    },
    mirrors: {
      create: (mirror) => write((tx) => createMirror(tx, mirror)),
      get: (repositoryId) => read((db) => getMirror(db, repositoryId)),
      list: () => read(listMirrors),
      due: (at) => read((db) => dueMirrors(db, at)),
      synced: (repositoryId, sync) => write((tx) => mirrorSynced(tx, repositoryId, sync)),
      requestSync: (repositoryId, at) => write((tx) => requestSync(tx, repositoryId, at)),
      reseal: (mirror, sealed) => write((tx) => resealMirror(tx, mirror, sealed)),
      remove: (repositoryId) => write((tx) => removeMirror(tx, repositoryId)),
    },
    ping: () => read((db) => void db.get('SELECT 1 FROM counters LIMIT 1')),
  };
}

function runOperations({
  read,
  write,
}: Access): Pick<Store, 'repositories' | 'deliveries' | 'runs' | 'statuses' | 'outbox'> {
  return {
    repositories: {
      create: (repository) => write((tx) => createRepository(tx, repository)),
      setDefaultBranch: (id, branch) => write((tx) => setDefaultBranch(tx, id, branch)),
      find: (fullName) => read((db) => findRepository(db, fullName)),
      get: (id) => read((db) => getRepository(db, id)),
      list: () => read(listRepositories),
      delete: (id) => write((tx) => deleteRepository(tx, id)),
    },
    deliveries: {
      create: (delivery) => write((tx) => createDelivery(tx, delivery)),
      find: (key) => read((db) => findDelivery(db, key)),
      forget: (before, limit) => write((tx) => forgetDeliveries(tx, before, limit)),
      ledger: (repositoryId) => read((db) => readLedger(db, repositoryId)),
    },
    runs: {
      get: (runId) => read((db) => loadRun(db, runId)?.state ?? null),
      list: (filter) => read((db) => listRuns(db, filter)),
      post: (runId, event) => write((tx) => postToRun(tx, runId, event)),
      dirty: (limit) => read((db) => dirtyRuns(db, limit)),
      load: (runId) => read((db) => loadRun(db, runId)),
      oldest: (query) => read((db) => oldestRuns(db, query)),
      delete: (runId) => write((tx) => deleteRun(tx, runId)),
      group: (key) => read((db) => readGroup(db, key)),
      forgetGroups: (at) => write((tx) => forgetGroups(tx, at)),
      commit: (commit) => write((tx) => commitRun(tx, commit)),
    },
    statuses: { list: (repository, sha) => read((db) => listStatuses(db, repository, sha)) },
    outbox: {
      due: (at, limit) => read((db) => dueStatuses(db, at, limit)),
      done: (id) => write((tx) => statusDelivered(tx, id)),
      retry: (id, nextTryAt) => write((tx) => retryStatus(tx, id, nextTryAt)),
    },
  };
}

function jobOperations({ read, write }: Access): Pick<Store, 'queue' | 'leases' | 'jobs'> {
  return {
    queue: {
      claim: (request) => write((tx) => claimJob(tx, request)),
      stats: () => read(classStats),
      position: (jobId) => read((db) => queuePosition(db, jobId)),
      // Agents of this machine are started by the same formula, which asks for no entries.
      keepWarm: () => Promise.resolve(),
    },
    leases: {
      byLeaseToken: (hash) => read((db) => leaseByToken(db, hash)),
      byJobToken: (hash) => read((db) => leaseByJobToken(db, hash)),
      heartbeat: (beat) => write((tx) => heartbeat(tx, beat)),
      advanceLog: (move) => write((tx) => advanceLog(tx, move)),
      complete: (done) => write((tx) => completeJob(tx, done)),
      release: (back) => write((tx) => releaseJob(tx, back)),
      expire: (lease) => write((tx) => expireLease(tx, lease)),
      list: () => read(listLeases),
    },
    jobs: {
      get: (jobId) => read((db) => getJob(db, jobId)),
      ofRun: (runId) => read((db) => jobsOfRun(db, runId)),
      deadLetters: () => read(deadLetters),
      dropDeadLetter: (jobId) => write((tx) => void tx.run('DELETE FROM dead_letters WHERE job_id = ?', jobId)),
    },
  };
}

function fileOperations({ read, write }: Access): Pick<Store, 'artifacts' | 'caches' | 'garbage'> {
  return {
    artifacts: {
      create: (artifact, overwrite) => write((tx) => createArtifact(tx, artifact, overwrite)),
      ofRun: (runId) => read((db) => artifactsOfRun(db, runId)),
      get: (id) => read((db) => getArtifact(db, id)),
      takeExpired: (at, limit) => write((tx) => takeExpiredArtifacts(tx, at, limit)),
    },
    caches: {
      create: (cache) => write((tx) => createCache(tx, cache)),
      find: (query) => write((tx) => findCache(tx, query)),
      get: (id) => read((db) => getCache(db, id)),
      evict: (repositoryId, keep) => write((tx) => evictCaches(tx, repositoryId, keep)),
    },
    garbage: {
      list: (limit, at) => read((db) => listGarbage(db, limit, at)),
      reserve: (garbage, due) => write((tx) => reserveGarbage(tx, garbage, due)),
      done: (garbage) => write((tx) => garbageDone(tx, garbage)),
    },
  };
}
