import type { Flag } from '../shared/flags.ts';

/** Every setting of `raibid-server`: by flag or by environment. Secrets come as files only. */
export const serverFlags = {
  port: { value: 'number', env: 'RAIBID_PORT', summary: 'Port; 0 takes any free one (default 8420)' },
  host: { value: 'address', env: 'RAIBID_HOST', summary: 'Address to listen on (default 127.0.0.1)' },
  'base-url': {
    value: 'url',
    env: 'RAIBID_BASE_URL',
    summary: 'Address that people use, when a proxy stands in front',
  },
  'data-dir': { value: 'folder', env: 'RAIBID_DATA_DIR', summary: 'Data folder (default ~/.local/share/raibid-ci)' },
  'shared-dir': {
    value: 'folder',
    env: 'RAIBID_SHARED_DIR',
    summary: 'What servers on one store share: blobs, repositories, keys (default: the data folder)',
  },
  store: {
    value: 'url',
    env: 'RAIBID_STORE',
    summary: 'Redis server with the state, or redis for that of --redis-address (default: SQLite in the data folder)',
  },
  'store-user': { value: 'name', env: 'RAIBID_STORE_USER', summary: 'Redis user' },
  'store-password-file': {
    value: 'file',
    env: 'RAIBID_STORE_PASSWORD_FILE',
    summary: 'File with the password of the Redis user',
  },
  'store-ca': { value: 'file', env: 'RAIBID_STORE_CA', summary: 'PEM of the authority of the Redis certificate' },
  'store-take-over': {
    value: 'true|false',
    env: 'RAIBID_STORE_TAKE_OVER',
    summary:
      'When the form of the data on Redis changes, ask servers of older versions to stop (default false: refuse)',
  },
  'redis-address': { value: 'host:port', env: 'RAIBID_REDIS_ADDRESS', summary: 'Where the Redis of --store redis is' },
  'redis-user': { value: 'name', env: 'RAIBID_REDIS_USER', summary: 'The same as --store-user' },
  'redis-password-file': {
    value: 'file',
    env: 'RAIBID_REDIS_PASSWORD_FILE',
    summary: 'The same as --store-password-file',
  },
  'gitea-url': { value: 'url', env: 'RAIBID_GITEA_URL', summary: 'Gitea that is connected as "gitea" at the start' },
  'gitea-token-file': { value: 'file', env: 'RAIBID_GITEA_TOKEN_FILE', summary: 'File with its access token' },
  'gitea-webhook-secret-file': {
    value: 'file',
    env: 'RAIBID_GITEA_WEBHOOK_SECRET_FILE',
    summary: 'File with what the secrets of its webhooks are derived from',
  },
  'webhook-url': {
    value: 'url',
    env: 'RAIBID_WEBHOOK_URL',
    summary: 'Address that forges send webhooks to (default: the base URL)',
  },
  'admin-token-file': {
    value: 'file',
    env: 'RAIBID_ADMIN_TOKEN_FILE',
    summary: 'File with the admin token (default: made in the data folder)',
  },
  'sealing-key-file': {
    value: 'file',
    env: 'RAIBID_SEALING_KEY_FILE',
    summary: 'File with the key of sealed secrets, 32 bytes in hexadecimal (default: made in the data folder)',
  },
  'agents-namespace': {
    value: 'name',
    env: 'RAIBID_AGENTS_NAMESPACE',
    summary: 'Namespace whose pods are agents; their tokens are reviewed by the Kubernetes API',
  },
  kubeconfig: {
    value: 'file',
    env: 'RAIBID_KUBECONFIG',
    summary: 'How to reach that API from outside a pod (default: the ServiceAccount)',
  },
  'max-agents': { value: 'number', env: 'RAIBID_MAX_AGENTS', summary: 'Most local agents; 0: none (default 4)' },
  warm: { value: 'number', env: 'RAIBID_WARM', summary: 'Idle agents kept ready (default 1)' },
  'retention-days': {
    value: 'number',
    env: 'RAIBID_RETENTION_DAYS',
    summary: 'Days that completed runs, their logs and artifacts are kept, 1 to 400 (default 90)',
  },
  'keep-runs': {
    value: 'number',
    env: 'RAIBID_KEEP_RUNS',
    summary: 'Most runs of one repository that are kept; 0: no limit (default 10000)',
  },
  'cache-days': {
    value: 'number',
    env: 'RAIBID_CACHE_DAYS',
    summary: 'Days after its last use that a cache is kept, 1 to 400 (default 7)',
  },
  isolation: { value: 'kind', env: 'RAIBID_ISOLATION', summary: 'auto, sandbox or none (default auto)' },
  'actions-host': { value: 'urls', env: 'RAIBID_ACTIONS_HOST', summary: 'Git hosts of remote actions, by comma' },
  'log-level': { value: 'level', env: 'RAIBID_LOG_LEVEL', summary: 'fatal, error, warn, info, debug, trace or silent' },
  help: { summary: 'Show this text' },
} satisfies Record<string, Flag>;
