import type { JobPlan, PlannedFile } from '../../contract/plan.ts';
import { yamlLimits } from '../parser/limits.ts';
import type { Entry, Tree } from '../parser/tree.ts';
import type { Problems } from '../problem.ts';
import { buildConcurrency, buildDefaults, buildPermissions } from './build-common.ts';
import { buildJob } from './build-job.ts';
import { buildTriggers } from './build-triggers.ts';
import { checkNeeds } from './check-needs.ts';
import { entriesOf, field, textField, textsOf } from './fields.ts';
import { templateMapOf, templateOf } from './template-of.ts';

/** The plan of a workflow's tree, without those it calls. With problems found on the way the plan is not to be used. */
export function buildPlan(path: string, tree: Tree, problems: Problems): PlannedFile {
  const plan: PlannedFile = {
    path,
    name: textField(tree, 'name') ?? path,
    on: buildTriggers(field(tree, 'on'), problems),
    jobs: buildJobs(field(tree, 'jobs'), problems),
  };
  const runName = field(tree, 'run-name');
  if (runName !== undefined) plan.runName = templateOf(runName.value, problems);
  const env = field(tree, 'env');
  if (env !== undefined) plan.env = templateMapOf(env.value, problems);
  const defaults = field(tree, 'defaults');
  if (defaults !== undefined) plan.defaults = buildDefaults(defaults.value, problems);
  const permissions = field(tree, 'permissions');
  if (permissions !== undefined) plan.permissions = buildPermissions(permissions.value, problems);
  const concurrency = field(tree, 'concurrency');
  if (concurrency !== undefined) plan.concurrency = buildConcurrency(concurrency.value, problems);
  return plan;
}

function buildJobs(jobs: Entry | undefined, problems: Problems): JobPlan[] {
  const entries = entriesOf(jobs?.value);
  if (entries.length === 0)
    problems.invalid(jobs?.at ?? [1, 1], 'The workflow has no jobs', 'Add a job below `jobs:`.');
  if (entries.length > yamlLimits.jobs) {
    const at = entries[yamlLimits.jobs]?.at ?? [1, 1];
    problems.invalid(at, `The workflow has more than ${yamlLimits.jobs} jobs`, 'Use a matrix, or several workflows.');
    return [];
  }
  checkNeeds(
    entries.map(({ key, at, value }) => ({ key, at, needs: textsOf(field(value, 'needs')?.value) })),
    problems,
  );
  return entries.map((entry) => withRealNeeds(buildJob(entry, problems), entries));
}

/** Names in `needs` ignore case; the plan has them as the jobs are written, each once. */
function withRealNeeds(job: JobPlan, entries: Entry[]): JobPlan {
  const real = new Map(entries.map((entry) => [entry.key.toLowerCase(), entry.key]));
  return { ...job, needs: [...new Set(job.needs.map((need) => real.get(need.toLowerCase()) ?? need))] };
}
