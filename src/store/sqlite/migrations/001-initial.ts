import { initialTriggers } from './001-triggers.ts';

/**
 * The first schema. Why it is shaped so:
 * - what never changes (plan, payload, spec) is kept apart from what does, so that a step of a run rewrites little;
 *   equal plans are stored once;
 * - `queue` holds what waits and nothing else; the triggers keep `lanes` (one row a class and repository, with the
 *   lane's best job) and `shares` (running jobs a repository) in step with it, so that a claim is one index seek however
 *   many jobs wait;
 * - counters and candidates are kept by triggers rather than by the operations: no operation can forget them.
 */
export const initialSchema = `
CREATE TABLE repositories (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  full_name TEXT NOT NULL UNIQUE COLLATE NOCASE,
  default_branch TEXT NOT NULL,
  forge TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE ledger (
  repository_id INTEGER NOT NULL REFERENCES repositories ON DELETE CASCADE,
  ref TEXT NOT NULL,
  sha TEXT NOT NULL,
  PRIMARY KEY (repository_id, ref)
) STRICT, WITHOUT ROWID;

CREATE TABLE deliveries (
  key TEXT PRIMARY KEY,
  repository_id INTEGER REFERENCES repositories ON DELETE CASCADE,
  run_ids TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX deliveries_of_repository ON deliveries (repository_id);

CREATE TABLE plans (hash TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT;

CREATE TABLE runs (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  repository_id INTEGER NOT NULL REFERENCES repositories ON DELETE CASCADE,
  workflow TEXT NOT NULL,
  event TEXT NOT NULL,
  ref TEXT NOT NULL,
  sha TEXT NOT NULL,
  plan_hash TEXT NOT NULL,
  status TEXT NOT NULL,
  version INTEGER NOT NULL,
  header TEXT NOT NULL
) STRICT;
CREATE INDEX runs_of_repository ON runs (repository_id);
CREATE INDEX runs_of_ref ON runs (repository_id, ref);
CREATE INDEX runs_of_workflow ON runs (repository_id, workflow);
CREATE INDEX runs_of_event ON runs (repository_id, event);
CREATE INDEX runs_by_ref ON runs (ref);
CREATE INDEX runs_by_workflow ON runs (workflow);
CREATE INDEX runs_by_event ON runs (event);
CREATE INDEX runs_of_commit ON runs (sha);
CREATE INDEX runs_of_plan ON runs (plan_hash);
CREATE INDEX runs_under_way ON runs (status) WHERE status <> 'completed';

CREATE TABLE run_numbers (
  repository_id INTEGER NOT NULL REFERENCES repositories ON DELETE CASCADE,
  workflow TEXT NOT NULL,
  last INTEGER NOT NULL,
  PRIMARY KEY (repository_id, workflow)
) STRICT, WITHOUT ROWID;

CREATE TABLE run_documents (
  run_id INTEGER PRIMARY KEY REFERENCES runs ON DELETE CASCADE,
  payload TEXT NOT NULL,
  settings TEXT NOT NULL
) STRICT;

CREATE TABLE run_jobs (
  run_id INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
  position INTEGER NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (run_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE inbox (
  seq INTEGER PRIMARY KEY,
  run_id INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX inbox_of_run ON inbox (run_id);

CREATE TABLE groups (
  key TEXT PRIMARY KEY,
  version INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO counters VALUES ('group', 0);

CREATE TABLE jobs (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  run_id INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
  repository_id INTEGER NOT NULL,
  agent_class TEXT NOT NULL,
  priority INTEGER NOT NULL,
  max_attempts INTEGER NOT NULL,
  exclusive INTEGER NOT NULL,
  run_attempt INTEGER NOT NULL,
  name TEXT NOT NULL,
  queued_at INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'done')),
  attempt INTEGER NOT NULL,
  counted INTEGER NOT NULL,
  steps TEXT NOT NULL,
  result TEXT
) STRICT;
CREATE INDEX jobs_of_run ON jobs (run_id);

CREATE TABLE job_specs (
  job_id TEXT PRIMARY KEY REFERENCES jobs (id) ON DELETE CASCADE,
  body TEXT NOT NULL
) STRICT;

CREATE TABLE attempts (
  job_id TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
  attempt INTEGER NOT NULL,
  run_attempt INTEGER NOT NULL,
  agent TEXT NOT NULL,
  isolation TEXT NOT NULL,
  lease_token TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  ended_at INTEGER,
  outcome TEXT NOT NULL,
  log_lines INTEGER NOT NULL,
  PRIMARY KEY (job_id, attempt)
) STRICT, WITHOUT ROWID;

CREATE TABLE dead_letters (
  job_id TEXT PRIMARY KEY REFERENCES jobs (id) ON DELETE CASCADE,
  run_id INTEGER NOT NULL,
  name TEXT NOT NULL,
  reason TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;

CREATE TABLE queue (
  seq INTEGER PRIMARY KEY,
  job_id TEXT NOT NULL UNIQUE REFERENCES jobs (id) ON DELETE CASCADE,
  agent_class TEXT NOT NULL,
  repository_id INTEGER NOT NULL,
  priority INTEGER NOT NULL,
  queued_at INTEGER NOT NULL,
  not_before INTEGER NOT NULL
) STRICT;
CREATE INDEX queue_lane ON queue (agent_class, repository_id, priority DESC, queued_at);
CREATE INDEX queue_age ON queue (agent_class, queued_at);
CREATE INDEX queue_delayed ON queue (agent_class, not_before) WHERE not_before <> 0;

CREATE TABLE shares (repository_id INTEGER PRIMARY KEY, running INTEGER NOT NULL) STRICT;

CREATE TABLE lanes (
  repository_id INTEGER NOT NULL,
  agent_class TEXT NOT NULL,
  waiting INTEGER NOT NULL,
  running INTEGER NOT NULL,
  priority INTEGER,
  queued_at INTEGER,
  seq INTEGER,
  PRIMARY KEY (agent_class, repository_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX lanes_of_repository ON lanes (repository_id);
CREATE INDEX lanes_order ON lanes (agent_class, priority DESC, running, queued_at, seq) WHERE seq IS NOT NULL;

CREATE TABLE leases (
  job_id TEXT PRIMARY KEY REFERENCES jobs (id) ON DELETE CASCADE,
  run_id INTEGER NOT NULL,
  attempt INTEGER NOT NULL,
  repository_id INTEGER NOT NULL,
  agent_id TEXT NOT NULL,
  agent_name TEXT NOT NULL,
  agent_class TEXT NOT NULL,
  isolation TEXT NOT NULL,
  lease_token TEXT NOT NULL UNIQUE,
  job_token TEXT NOT NULL UNIQUE,
  beat INTEGER NOT NULL,
  started INTEGER NOT NULL,
  next_line INTEGER NOT NULL,
  cancel_reason TEXT,
  exclusive INTEGER NOT NULL,
  claimed_at INTEGER NOT NULL
) STRICT;
CREATE INDEX leases_of_class ON leases (agent_class);

CREATE TABLE claims (
  claim_id TEXT PRIMARY KEY,
  agent_id TEXT NOT NULL,
  job_id TEXT NOT NULL,
  attempt INTEGER NOT NULL,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX claims_age ON claims (at);

CREATE TABLE agents (agent_id TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE statuses (
  repository TEXT NOT NULL COLLATE NOCASE,
  sha TEXT NOT NULL,
  context TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (repository, sha, context)
) STRICT, WITHOUT ROWID;

CREATE TABLE outbox (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  forge TEXT NOT NULL,
  repository TEXT NOT NULL COLLATE NOCASE,
  sha TEXT NOT NULL,
  context TEXT NOT NULL,
  body TEXT NOT NULL,
  tries INTEGER NOT NULL,
  next_try_at INTEGER NOT NULL,
  UNIQUE (forge, repository, sha, context)
) STRICT;
CREATE INDEX outbox_due ON outbox (next_try_at);
CREATE INDEX outbox_of_repository ON outbox (repository);

CREATE TABLE artifacts (
  id TEXT PRIMARY KEY,
  run_id INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
  name TEXT NOT NULL,
  size INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  UNIQUE (run_id, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX artifacts_expiry ON artifacts (expires_at);

CREATE TABLE caches (
  id TEXT PRIMARY KEY,
  repository_id INTEGER NOT NULL REFERENCES repositories ON DELETE CASCADE,
  ref TEXT NOT NULL,
  key TEXT NOT NULL,
  version TEXT NOT NULL,
  size INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  used_at INTEGER NOT NULL,
  UNIQUE (repository_id, ref, version, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX caches_use ON caches (repository_id, used_at);

CREATE TABLE tokens (
  hash TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX tokens_expiry ON tokens (expires_at) WHERE expires_at IS NOT NULL;

CREATE TABLE ticks (key TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
${initialTriggers}`;
