import { z } from 'zod';
import { leaseTimes } from './agent-api.ts';

export const isolationChoiceSchema = z.enum(['auto', 'sandbox', 'none']);

export const logLevelSchema = z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']);

const defaultActionHosts = ['https://github.com'];

const positive = z.number().int().positive();

/** Times of the lease protocol as this server uses them, in milliseconds. Tests shorten them. */
export const leaseConfigSchema = z.object({
  heartbeatEvery: positive.default(leaseTimes.heartbeatEvery),
  expiry: positive.default(leaseTimes.expiry),
  fence: z.number().int().min(0).default(leaseTimes.fence),
});

/** Bounds on what jobs may store, in bytes. */
export const limitsSchema = z.object({
  /** One push. */
  pushBytes: positive.default(2 * 1024 ** 3),
  /** One delivery of a webhook. */
  webhookBytes: positive.default(5 * 1024 ** 2),
  artifactBytes: positive.default(2 * 1024 ** 3),
  cacheBytes: positive.default(5 * 1024 ** 3),
  /** All caches of one repository; the least recently used go first. */
  repositoryCacheBytes: positive.default(10 * 1024 ** 3),
});

/** How long what is over stays: docs/retention.md. */
export const retentionSchema = z.object({
  /** Days after its end that a run, its logs and its artifacts are kept; the bounds are GitHub's. */
  days: z.number().int().min(1).max(400).default(90),
  /** Most runs of one repository that are kept, the newest; 0: no limit by number. */
  runs: z.number().int().min(0).default(10_000),
  /** Days after its last use that a cache is kept; GitHub's number. */
  cacheDays: z.number().int().min(1).max(400).default(7),
});

/** A Redis server that keeps the state: docs/redis.md. */
export const storeConfigSchema = z.object({
  /** Without a password. */
  url: z.url({ protocol: /^rediss?$/, error: 'must begin with redis:// or rediss://' }),
  user: z.string().min(1).exactOptional(),
  password: z.string().min(1).exactOptional(),
  /** PEM of the authority that signed the server's certificate. */
  ca: z.string().min(1).exactOptional(),
  /** A server of a newer version asks those of older ones to stop when the form of the data changes. Else it refuses to start. */
  takeOver: z.boolean().exactOptional(),
});

const httpUrl = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ''));
const absolutePath = z.string().startsWith('/', 'must be an absolute path');

/** A Gitea that the server keeps connected under the name `gitea`. */
export const giteaConfigSchema = z.object({
  url: httpUrl,
  token: z.string().min(1),
  /** What the secrets of its webhooks are derived from. */
  webhookSecret: z.string().min(16, 'must have 16 characters or more'),
});
export type GiteaConfig = z.infer<typeof giteaConfigSchema>;

/** Pods as agents: docs/cluster.md. */
export const clusterConfigSchema = z.object({
  /** Only the ServiceAccount `raibid-agent` of this namespace may claim jobs. */
  agentsNamespace: z.string().min(1),
  /** Absolute path. Absent: the ServiceAccount of this server's own pod. */
  kubeconfig: absolutePath.exactOptional(),
  /** Address of the API server for a pod. Absent: `https://kubernetes.default.svc`. */
  apiServer: z.url({ protocol: /^https$/ }).exactOptional(),
});
export type ClusterConfig = z.infer<typeof clusterConfigSchema>;

/** Everything `startServer` needs to know. The flags and environment of `raibid-server` and `raibid-cli up` end here. */
export const serverConfigSchema = z.object({
  host: z.string().min(1).default('127.0.0.1'),
  /** 0: any free port. */
  port: z.number().int().min(0).max(65_535).default(8420),
  /** Absolute path. Holds `state.db`, `blobs/`, `repositories/`, `admin-token`, `agents/`, `tool-cache/`. */
  dataDir: absolutePath,
  /**
   * Absolute path of what servers on one store share: `blobs/`, `repositories/`, `secret-key`, `admin-token`. By default
   * the data folder.
   */
  sharedDir: absolutePath.exactOptional(),
  /** Where the state is kept. Absent: in SQLite, `state.db` in the data folder. */
  store: storeConfigSchema.exactOptional(),
  /** Most local agents at a time, over all classes. 0: agents are started elsewhere. */
  maxAgents: z.number().int().min(0).max(1000).default(4),
  /** Idle agents kept ready for the next job. */
  warm: z.number().int().min(0).max(1000).default(1),
  isolation: isolationChoiceSchema.default('auto'),
  logLevel: logLevelSchema.default('info'),
  /** Address that people and agents use, when it is not `http://<host>:<port>`. Without a slash at the end. */
  baseUrl: httpUrl.exactOptional(),
  /** Address that forges send webhooks to. Absent: the base address. */
  webhookUrl: httpUrl.exactOptional(),
  /** Absolute path of a file with the admin token. Absent: made at the first start, in the shared folder. */
  adminTokenFile: absolutePath.exactOptional(),
  /** Absolute path of a file with the key of sealed secrets. Absent: made at the first start, in the shared folder. */
  sealingKeyFile: absolutePath.exactOptional(),
  gitea: giteaConfigSchema.exactOptional(),
  cluster: clusterConfigSchema.exactOptional(),
  lease: leaseConfigSchema.prefault({}),
  limits: limitsSchema.prefault({}),
  retention: retentionSchema.prefault({}),
  /** Git hosts of remote actions (`uses: owner/name@ref`), tried in order by local agents. */
  actionHosts: z.array(z.url()).default(defaultActionHosts),
  /** Local agents exit after this long without a job. */
  agentIdle: positive.default(leaseTimes.agentIdle),
  /** How a local agent is started; by default the `raibid-agent` of this package. */
  agentCommand: z.array(z.string().min(1)).min(1).exactOptional(),
  /** Environment of local agents (PATH, HOME, LANG...). Nothing else of the server's environment reaches them. */
  agentEnvironment: z.record(z.string(), z.string()).default({}),
});
export type ServerConfig = z.infer<typeof serverConfigSchema>;
export type ServerConfigInput = z.input<typeof serverConfigSchema>;

/** Folder of what all servers on one store see. */
export function sharedDirOf({ dataDir, sharedDir }: Pick<ServerConfig, 'dataDir' | 'sharedDir'>): string {
  return sharedDir ?? dataDir;
}

/** Everything `runAgent` needs to know. */
export const agentConfigSchema = z.object({
  serverUrl: httpUrl,
  token: z.string().min(1),
  agentId: z.string().min(1).max(100),
  name: z.string().min(1).max(100),
  agentClass: z.string().min(1).max(60).default('default'),
  /** Absolute path of this agent's own folder: workspace and spool. Removed at the end. */
  workDir: absolutePath,
  /** Absolute path; below it one folder a repository. */
  toolCacheDir: absolutePath,
  isolation: isolationChoiceSchema.default('auto'),
  /** Folders that no sandbox shows, wherever they lie: the server's data folder, and what servers share. */
  hiddenDirs: z.array(absolutePath).default([]),
  /** Git hosts of remote actions (`uses: owner/name@ref`), tried in order. */
  actionHosts: z.array(z.url()).default(defaultActionHosts),
  /** Absolute path. Fetched actions by commit, shared by the agents of a machine; jobs do not write there. */
  actionCacheDir: absolutePath,
  /** PATH, language, time zone and proxies: what git of the agent and the processes of jobs start with. */
  environment: z.record(z.string(), z.string()).default({}),
  idleMilliseconds: positive.default(leaseTimes.agentIdle),
  /** Absolute path of the Unix socket of an executor: steps run where that is, and not here. */
  executorSocket: absolutePath.exactOptional(),
  /** Absolute path of a file that is made once a job is claimed: the readiness of a pod. */
  readyFile: absolutePath.exactOptional(),
});
export type AgentConfig = z.infer<typeof agentConfigSchema>;
