import type { ConcurrencyPlan, JobDefaults, Permissions } from '../../contract/plan.ts';
import type { Tree } from '../parser/tree.ts';
import type { Problems } from '../problem.ts';
import { checkShell } from './check-shell.ts';
import { entriesOf, field } from './fields.ts';
import { templateOf } from './template-of.ts';

/** Scopes that `read-all` and `write-all` stand for. There is no `id-token`: no identity tokens are issued. */
const permissionScopes = [
  'actions',
  'artifact-metadata',
  'attestations',
  'checks',
  'code-quality',
  'contents',
  'deployments',
  'discussions',
  'issues',
  'models',
  'packages',
  'pages',
  'pull-requests',
  'repository-projects',
  'security-events',
  'statuses',
];

/**
 * `read-all`, `write-all`, `{}` (nothing) or a mapping; scopes that a mapping does not name are `none`.
 * What is said of `id-token` stands in `support.ts`, as it has no effect at any level.
 */
export function buildPermissions(tree: Tree, problems: Problems): Permissions {
  if (tree.kind === 'scalar') {
    const level = tree.value === 'write-all' ? 'write' : 'read';
    return Object.fromEntries(permissionScopes.map((scope) => [scope, level]));
  }
  return Object.fromEntries(
    entriesOf(tree).map(({ key, at, value }) => {
      const level = value.kind === 'scalar' ? value.value : 'none';
      if (level === 'write' && key !== 'contents' && key !== 'id-token') {
        problems.withoutEffect(
          at,
          `\`${key}: write\` has no effect here`,
          'The job token pushes to this repository (`contents`), nothing else.',
        );
      }
      return [key, level === 'read' || level === 'write' ? level : 'none'];
    }),
  );
}

/** A group's name, or `{ group, cancel-in-progress }`. */
export function buildConcurrency(tree: Tree, problems: Problems): ConcurrencyPlan {
  if (tree.kind !== 'mapping') return { group: templateOf(tree, problems), cancelInProgress: false };
  const group = field(tree, 'group');
  const cancel = field(tree, 'cancel-in-progress');
  return {
    group: group === undefined ? '' : templateOf(group.value, problems),
    cancelInProgress: cancel === undefined ? false : templateOf(cancel.value, problems),
  };
}

/** `defaults.run`. */
export function buildDefaults(tree: Tree, problems: Problems): JobDefaults {
  const run = field(tree, 'run')?.value;
  const shell = field(run, 'shell');
  const folder = field(run, 'working-directory');
  if (shell !== undefined) checkShell(shell.value, problems);
  return {
    ...(shell !== undefined && { shell: templateOf(shell.value, problems) }),
    ...(folder !== undefined && { workingDirectory: templateOf(folder.value, problems) }),
  };
}
