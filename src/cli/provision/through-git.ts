import type { ComponentEntry } from '../../provision/components.ts';
import { commitGitChange, type GitChange, planGitChange } from '../../provision/flux/git-change.ts';
import { infraRepository } from '../../provision/flux/infra-repository.ts';
import { lastingPlans } from '../../provision/setup/lasting-plans.ts';
import type { ComponentPlan } from '../../provision/setup/plan.ts';
import { setUp } from '../../provision/setup/setup.ts';
import type { ReportProgress, SetupOptions } from '../../provision/setup/setup-options.ts';
import type { CommandContext } from '../command.ts';
import { fluxContext } from './flux-context.ts';
import { openProgress } from './progress.ts';

/** The plans, with what would change in the infra repository. */
export async function planThroughGit(
  options: SetupOptions,
  plans: readonly ComponentPlan[],
  change: GitChange,
): Promise<ComponentPlan[]> {
  const inGit = await planGitChange(fluxContext(options), change);
  return plans.map((plan) => ({ ...plan, changes: [...plan.changes, ...(inGit.get(plan.component) ?? [])] }));
}

/**
 * Makes the Secrets that are missing, commits, and waits for Flux, with live progress. Secrets come first: what is
 * committed may need them, and they are never in Git.
 */
export async function performThroughGit(
  context: CommandContext,
  options: SetupOptions,
  plans: readonly ComponentPlan[],
  change: GitChange,
): Promise<void> {
  const progress = openProgress(context);
  try {
    await makeSecrets(options, plans, change.chosen, progress.report);
    const commit = await commitGitChange(fluxContext(options, progress.report), change);
    const text = commit === null ? 'nothing to commit' : `applied commit ${commit.slice(0, 10)} of ${infraRepository}`;
    progress.report({ component: 'flux', state: 'done', text });
  } finally {
    progress.end();
  }
}

async function makeSecrets(
  options: SetupOptions,
  plans: readonly ComponentPlan[],
  chosen: readonly ComponentEntry[],
  report: ReportProgress,
): Promise<void> {
  const wanting = chosen.filter(({ name }) => plans.some((plan) => plan.component === name && plan.changes.length > 0));
  const outcomes = await setUp(
    { ...options, verify: false, plans: lastingPlans(options.entries, plans) },
    wanting,
    report,
  );
  for (const outcome of outcomes.values()) if (outcome.state === 'failed') throw outcome.error;
}

/** What to write, for these components. */
export function gitChange(
  context: CommandContext,
  options: SetupOptions,
  chosen: readonly ComponentEntry[],
  message: string,
): GitChange {
  return {
    chosen: chosen.filter(({ deploy }) => deploy !== 'k3s'),
    // The parser fills the default in, so that only another profile is known to be asked for.
    profile: options.profile === 'default' ? null : options.profile,
    values: context.options.values === undefined ? null : options.values,
    message,
  };
}
