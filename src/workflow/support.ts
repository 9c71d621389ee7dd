/**
 * Whether a key of a workflow file works here. A refused one says what to do instead; one without effect leaves the file
 * valid with a warning that says why.
 */
export type Support = 'supported' | { refused: string } | { withoutEffect: string };

/**
 * Every key that GitHub's schema knows, by the schema's name of the mapping it stands in. A test walks the schema and
 * fails when a key is missing here, so a new version of the parser cannot bring in keys that we would ignore.
 * Mappings below a refused key are not listed.
 */
export const support: Record<string, Record<string, Support>> = {
  'workflow-root-strict': yes(
    'on',
    'name',
    'description',
    'run-name',
    'defaults',
    'env',
    'permissions',
    'concurrency',
    'jobs',
  ),

  'on-mapping-strict': {
    ...yes('push', 'pull_request', 'release', 'workflow_dispatch', 'schedule', 'workflow_call'),
    ...no(
      'It would run code of strangers with secrets and a write token. Use pull_request, whose runs from forks wait for approval.',
      'pull_request_target',
    ),
    ...withoutEffect(
      'Nothing here makes this event; push, pull_request, release, workflow_dispatch and schedule start runs.',
      'branch_protection_rule',
      'check_run',
      'check_suite',
      'create',
      'delete',
      'deployment',
      'deployment_status',
      'discussion',
      'discussion_comment',
      'fork',
      'gollum',
      'image_version',
      'issue_comment',
      'issues',
      'label',
      'merge_group',
      'milestone',
      'page_build',
      'project',
      'project_card',
      'project_column',
      'public',
      'pull_request_comment',
      'pull_request_review',
      'pull_request_review_comment',
      'registry_package',
      'repository_dispatch',
      'status',
      'watch',
      'workflow_run',
    ),
  },
  'push-mapping': yes('branches', 'branches-ignore', 'tags', 'tags-ignore', 'paths', 'paths-ignore'),
  'pull-request-mapping': yes('types', 'branches', 'branches-ignore', 'paths', 'paths-ignore'),
  'release-mapping': yes('types'),
  'workflow-dispatch-mapping': yes('inputs'),
  'workflow-dispatch-input': yes('description', 'type', 'required', 'default', 'options'),
  'workflow-call-mapping': yes('inputs', 'secrets', 'outputs'),
  'workflow-call-input-definition': yes('description', 'type', 'required', 'default'),
  'workflow-call-secret-mapping-definition': yes('description', 'required'),
  'workflow-call-output-definition': yes('description', 'value'),
  'cron-mapping': { ...yes('cron'), ...no('Schedules are in UTC: convert the time.', 'timezone') },

  'permissions-mapping': {
    ...yes(
      'actions',
      'artifact-metadata',
      'attestations',
      'checks',
      'code-quality',
      'contents',
      'copilot-requests',
      'deployments',
      'discussions',
      'drives',
      'issues',
      'models',
      'packages',
      'pages',
      'pull-requests',
      'repository-projects',
      'security-events',
      'statuses',
      'vulnerability-alerts',
    ),
    ...withoutEffect('No identity tokens (OIDC) are issued: a step that asks for one fails. Use a secret.', 'id-token'),
  },
  'workflow-defaults': yes('run'),
  'workflow-defaults-run': yes('shell', 'working-directory'),
  'concurrency-mapping': {
    ...yes('group', 'cancel-in-progress'),
    ...no('One run at most waits for a group; a newer one takes its place.', 'queue'),
  },

  'job-factory': {
    ...yes('needs', 'if', 'strategy', 'name', 'runs-on', 'timeout-minutes', 'continue-on-error', 'env', 'environment'),
    ...yes('permissions', 'concurrency', 'outputs', 'defaults', 'steps'),
    ...yes('container', 'services'),
    ...no('Images of machines cannot be made.', 'snapshot'),
    ...no('A cancelled job has a fixed time to end.', 'cancel-timeout-minutes'),
  },
  'workflow-job': yes('name', 'uses', 'with', 'secrets', 'needs', 'if', 'permissions', 'concurrency', 'strategy'),
  strategy: yes('fail-fast', 'max-parallel', 'matrix'),
  matrix: yes('include', 'exclude'),
  'runs-on-mapping': yes('group', 'labels'),
  'job-environment-mapping': {
    ...yes('name', 'url'),
    ...no('Environments make no deployment objects here: leave it out.', 'deployment'),
  },
  'container-mapping': yes('image', 'options', 'env', 'ports', 'volumes', 'credentials'),
  'service-container-mapping': {
    ...yes('image', 'options', 'env', 'ports', 'volumes', 'credentials', 'entrypoint', 'command'),
  },
  'container-registry-credentials': yes('username', 'password'),
  'job-defaults': yes('run'),
  'job-defaults-run': yes('shell', 'working-directory'),

  'run-step': {
    ...yes('name', 'id', 'if', 'timeout-minutes', 'run', 'continue-on-error', 'env', 'working-directory', 'shell'),
    ...no('Steps run one after the other: use `&` in a script, or a job of its own.', 'background'),
  },
  'regular-step': {
    ...yes('name', 'id', 'if', 'continue-on-error', 'timeout-minutes', 'uses', 'with', 'env'),
    ...no('Steps run one after the other.', 'background'),
  },
  'wait-step': { ...yes('name', 'id', 'continue-on-error'), ...no('Steps run one after the other.', 'wait') },
  'wait-all-step': { ...yes('name', 'id', 'continue-on-error'), ...no('Steps run one after the other.', 'wait-all') },
  'cancel-step': { ...yes('name', 'id', 'continue-on-error'), ...no('Steps run one after the other.', 'cancel') },
  'parallel-step': no('Steps run one after the other: use jobs to run things side by side.', 'parallel'),
};

function yes(...keys: string[]): Record<string, Support> {
  return Object.fromEntries(keys.map((key) => [key, 'supported']));
}

/** `hint` says what to do instead. */
function no(hint: string, ...keys: string[]): Record<string, Support> {
  return Object.fromEntries(keys.map((key) => [key, { refused: hint }]));
}

/** `why` says what does not happen. */
function withoutEffect(why: string, ...keys: string[]): Record<string, Support> {
  return Object.fromEntries(keys.map((key) => [key, { withoutEffect: why }]));
}

/** What the table says about a key; undefined when it does not know the key or the mapping. */
export function supportOf(mapping: string, key: string): Support | undefined {
  const keys = Object.hasOwn(support, mapping) ? support[mapping] : undefined;
  return keys !== undefined && Object.hasOwn(keys, key) ? keys[key] : undefined;
}
