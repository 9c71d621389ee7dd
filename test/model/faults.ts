import type { Double } from './world.ts';

/** Planted faults: doubles of the store in which one promise is broken. Each must be found. */
export const faults: Record<string, Double> = {
  'an old attempt may report: no fencing': (store, { database }) => ({
    ...store,
    leases: {
      ...store.leases,
      complete: (done) => {
        const now = database
          .prepare('SELECT attempt, lease_token, next_line FROM leases WHERE job_id = ?')
          .get(done.jobId);
        if (now === undefined) return store.leases.complete(done);
        const [attempt, lineCount] = [Number(now.attempt), Number(now.next_line)];
        return store.leases.complete({ ...done, attempt, lineCount, leaseTokenHash: String(now.lease_token) });
      },
    },
  }),
  'a commit does not look at the version': (store) => ({
    ...store,
    runs: {
      ...store.runs,
      commit: async (commit) => {
        const version = (await store.runs.load(commit.runId))?.version ?? 0;
        return store.runs.commit({ ...commit, expectedVersion: version });
      },
    },
  }),
  'a lease ends although its agent gave a sign': (store) => ({
    ...store,
    leases: {
      ...store.leases,
      expire: async (lease) => {
        const now = (await store.leases.list()).find(({ jobId }) => jobId === lease.jobId);
        return store.leases.expire({ ...lease, beat: now?.beat ?? lease.beat });
      },
    },
  }),
  'a result is taken before its log is there': (store, { database }) => ({
    ...store,
    leases: {
      ...store.leases,
      advanceLog: async (move) => {
        const moved = await store.leases.advanceLog(move);
        database.prepare('UPDATE leases SET next_line = 0 WHERE job_id = ?').run(move.jobId);
        return moved;
      },
    },
  }),
  'an event is forgotten with the commit': (store, { database }) => ({
    ...store,
    runs: {
      ...store.runs,
      commit: async (commit) => {
        const done = await store.runs.commit(commit);
        if (done) database.prepare('DELETE FROM inbox WHERE run_id = ?').run(Number(commit.runId));
        return done;
      },
    },
  }),
};
