/** One kind of failure: what scripts (exit, http) and people (title, hint) get from it. */
export interface ErrorEntry {
  /** Exit code of the command line. 1: the thing checked is not well; 2: usage; 3 and up: see docs/errors.md. */
  exit: number;
  /** HTTP status when the server answers with it. */
  http: number;
  title: string;
  /** What to do next, as one sentence. */
  hint: string;
}

/** Every error people can meet. docs/errors.md is generated from this table and a test keeps the two in step. */
export const errorCatalogue = {
  internal: {
    exit: 70,
    http: 500,
    title: 'Something broke inside raibid-ci',
    hint: 'This is a bug: please report it with the log around this line.',
  },
  usage: { exit: 2, http: 400, title: 'The command line is wrong', hint: 'Run the command with --help.' },
  input_invalid: {
    exit: 2,
    http: 400,
    title: 'The input does not have the expected form',
    hint: 'Correct the named field and send it again.',
  },
  workflow_invalid: {
    exit: 1,
    http: 422,
    title: 'A workflow file is invalid',
    hint: 'Correct the file at the named position; `raibid-cli workflow lint` checks it before a push.',
  },
  workflow_unsupported: {
    exit: 1,
    http: 422,
    title: 'A workflow uses something that is not supported',
    hint: 'Remove or replace the named key; docs/workflows.md lists what is supported.',
  },
  expression_invalid: {
    exit: 1,
    http: 422,
    title: 'An expression cannot be evaluated',
    hint: 'Correct the expression at the named position.',
  },
  config_invalid: {
    exit: 3,
    http: 500,
    title: 'The configuration is invalid',
    hint: 'Correct the named setting.',
  },
  not_found: {
    exit: 4,
    http: 404,
    title: 'There is no such thing',
    hint: 'Check the name; the `list` commands show what exists.',
  },
  already_exists: { exit: 5, http: 409, title: 'It exists already', hint: 'Choose another name, or use what exists.' },
  conflict: {
    exit: 5,
    http: 409,
    title: 'The state does not allow it',
    hint: 'Look at the current state and try again.',
  },
  unauthorized: {
    exit: 6,
    http: 401,
    title: 'The token is missing or wrong',
    hint: 'Give a valid token with --token-file or RAIBID_TOKEN.',
  },
  forbidden: {
    exit: 6,
    http: 403,
    title: 'The token does not allow this',
    hint: 'Use a token with the needed permission.',
  },
  address_refused: {
    exit: 6,
    http: 403,
    title: 'The server must not connect to this address',
    hint: 'Use an address of the public internet, or allow private ones with --allow-private.',
  },
  too_many_requests: {
    exit: 15,
    http: 429,
    title: 'Too many wrong tokens came from this address',
    hint: 'Wait for the named number of seconds, then use the right token.',
  },
  too_large: { exit: 7, http: 413, title: 'The input is too large', hint: 'Send less, or raise the named limit.' },
  lease_lost: {
    exit: 8,
    http: 409,
    title: 'The lease on this attempt has ended',
    hint: 'Another attempt may be running; this agent must stop its processes and exit.',
  },
  unreachable: {
    exit: 9,
    http: 503,
    title: 'The other side does not answer',
    hint: 'Check that it is running and that the address is right.',
  },
  store_unavailable: {
    exit: 9,
    http: 503,
    title: 'The store does not answer',
    hint: 'Check the data folder or the Redis server; the server retries by itself.',
  },
  store_newer: {
    exit: 10,
    http: 500,
    title: 'The data was written by a newer version',
    hint: 'Upgrade raibid-ci, or restore a backup made by this version.',
  },
  tool_missing: { exit: 11, http: 500, title: 'A needed program is not installed', hint: 'Install the named program.' },
  action_unavailable: {
    exit: 12,
    http: 502,
    title: 'A remote action cannot be fetched',
    hint: 'Check the network and the list of action hosts (--actions-host), or use a local action.',
  },
  sandbox_unavailable: {
    exit: 13,
    http: 500,
    title: 'The sandbox does not work on this machine',
    hint: 'Install bubblewrap and allow user namespaces, or choose --isolation none for code you trust.',
  },
  container_failed: {
    exit: 21,
    http: 500,
    title: 'A container of a job could not be started',
    hint: 'Look at the image, its registry and its log; docs/containers.md says what is supported.',
  },
  port_in_use: {
    exit: 14,
    http: 500,
    title: 'The port is taken',
    hint: 'Stop the other program or choose another port with --port.',
  },
  forge_refused: {
    exit: 16,
    http: 502,
    title: 'The forge refused what was asked of it',
    hint: 'Check the token of the connection and its rights: raibid-cli forge check.',
  },
  cluster_refused: {
    exit: 17,
    http: 502,
    title: 'The Kubernetes API refused what was asked of it',
    hint: 'Read the reason it gives; kubectl with the same kubeconfig says the same.',
  },
  provision_failed: {
    exit: 18,
    http: 500,
    title: 'A component of the platform could not be set up',
    hint: 'Look at what the message names, then run the same command again: it goes on where it stopped.',
  },
  data_unsaved: {
    exit: 5,
    http: 409,
    title: 'Data would be lost',
    hint: 'Make a backup first with raibid-cli backup, or say --yes.',
  },
  bundle_damaged: {
    exit: 19,
    http: 500,
    title: 'A file of the bundle is not what it was when it was made',
    hint: 'Copy the bundle again, or make it anew with raibid-cli bundle create.',
  },
  backup_damaged: {
    exit: 19,
    http: 500,
    title: 'A backup is not what it was when it was made',
    hint: 'Take another copy of it, or an older backup.',
  },
  passphrase_wrong: {
    exit: 6,
    http: 403,
    title: 'The pass phrase does not open the secrets of the backup',
    hint: 'Give the pass phrase that the backup was made with.',
  },
  disk_full: {
    exit: 15,
    http: 507,
    title: 'The disk is full',
    hint: 'Free space on the disk of the data folder; what was refused can be sent again.',
  },
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof errorCatalogue;
