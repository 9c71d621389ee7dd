import { describe, expect, it } from 'vitest';
import type { Triggers } from '../contract/plan.ts';
import { matchesTrigger, type TriggerEvent } from './triggers.ts';

function push(ref: string, changedPaths: string[] | null = null): TriggerEvent {
  return { name: 'push', ref, changedPaths };
}

function pull(action: string, baseRef = 'main', changedPaths: string[] | null = null): TriggerEvent {
  return { name: 'pull_request', ref: 'refs/pull/5/merge', baseRef, action, changedPaths };
}

function release(action: string): TriggerEvent {
  const alsoActions = action === 'published' ? ['created', 'released'] : [];
  return { name: 'release', ref: 'refs/tags/v1', action, alsoActions, changedPaths: null };
}

const main = 'refs/heads/main';
const tag = 'refs/tags/v1';

const table: [name: string, on: Triggers, event: TriggerEvent, runs: boolean][] = [
  ['a push without filters runs for branches', { push: {} }, push(main), true],
  ['a push without filters runs for tags', { push: {} }, push(tag), true],
  ['another event does not run', { push: {} }, pull('opened'), false],
  ['a branch filter lets its branch through', { push: { branches: ['main'] } }, push(main), true],
  ['a branch filter holds back other branches', { push: { branches: ['main'] } }, push('refs/heads/dev'), false],
  ['a branch filter alone holds back tags', { push: { branches: ['**'] } }, push(tag), false],
  ['a tag filter alone holds back branches', { push: { tags: ['**'] } }, push(main), false],
  ['branch and tag filters together let both through', { push: { branches: ['x'], tags: ['v*'] } }, push(tag), true],
  ['branches-ignore holds back its branch', { push: { branchesIgnore: ['main'] } }, push(main), false],
  ['branches-ignore lets other branches through', { push: { branchesIgnore: ['main'] } }, push('refs/heads/a/b'), true],
  ['branches-ignore alone holds back tags', { push: { branchesIgnore: ['main'] } }, push(tag), false],
  ['tags-ignore lets other tags through', { push: { tagsIgnore: ['v2*'] } }, push(tag), true],
  ['tags-ignore holds back its tags', { push: { tagsIgnore: ['v*'] } }, push(tag), false],
  [
    'a path filter wants one file that matches',
    { push: { paths: ['src/**'] } },
    push(main, ['a.md', 'src/x.ts']),
    true,
  ],
  ['a path filter holds back other changes', { push: { paths: ['src/**'] } }, push(main, ['a.md']), false],
  ['a path filter excludes with !', { push: { paths: ['**', '!docs/**'] } }, push(main, ['docs/a.md']), false],
  ['a path filter does not apply to tags', { push: { paths: ['src/**'] } }, push(tag, ['a.md']), true],
  ['a path filter lets unknown changes through', { push: { paths: ['src/**'] } }, push(main, null), true],
  [
    'paths-ignore holds back when all files match',
    { push: { pathsIgnore: ['docs/**'] } },
    push(main, ['docs/a']),
    false,
  ],
  ['paths-ignore runs for one other file', { push: { pathsIgnore: ['docs/**'] } }, push(main, ['docs/a', 'b']), true],
  ['branch and path filter must both match', { push: { branches: ['x'], paths: ['**'] } }, push(main, ['a']), false],
  ['a pull request runs when opened', { pull_request: {} }, pull('opened'), true],
  ['a pull request runs when pushed to', { pull_request: {} }, pull('synchronize'), true],
  ['a pull request runs when reopened', { pull_request: {} }, pull('reopened'), true],
  ['a pull request does not run when labelled', { pull_request: {} }, pull('labeled'), false],
  ['types replace the standard ones', { pull_request: { types: ['labeled'] } }, pull('labeled'), true],
  ['types leave out the standard ones', { pull_request: { types: ['labeled'] } }, pull('opened'), false],
  ['branches of a pull request mean its base', { pull_request: { branches: ['main'] } }, pull('opened', main), true],
  ['a release runs for every activity', { release: {} }, release('deleted'), true],
  ['types of a release hold back others', { release: { types: ['deleted'] } }, release('published'), false],
  ['a published release counts as released', { release: { types: ['released'] } }, release('published'), true],
  ['a release does not run what has no such trigger', { push: {} }, release('published'), false],
  ['another base is held back', { pull_request: { branches: ['main'] } }, pull('opened', 'dev'), false],
  [
    'paths of a pull request are looked at',
    { pull_request: { paths: ['src/**'] } },
    pull('opened', 'main', ['a']),
    false,
  ],
  [
    'a dispatch runs when asked for',
    { workflow_dispatch: { inputs: {} } },
    { ...push(main), name: 'workflow_dispatch' },
    true,
  ],
  ['a dispatch is refused without the trigger', { push: {} }, { ...push(main), name: 'workflow_dispatch' }, false],
  ['a schedule runs', { schedule: [{ cron: '0 0 * * *', at: [1, 1] }] }, { ...push(main), name: 'schedule' }, true],
];

describe('triggers', () => {
  for (const [name, on, event, runs] of table) {
    it(name, () => expect(matchesTrigger(on, event)).toBe(runs));
  }
});
