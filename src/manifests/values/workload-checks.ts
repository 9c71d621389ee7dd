import type { CheckRun } from '../schema/check-run.ts';
import type { ValueChecks } from '../schema/compile-schema.ts';
import { checkRange, notNegative, positive } from './check-helpers.ts';
import { cronProblem } from './cron.ts';
import { checkValueName } from './metadata-checks.ts';
import { dnsLabel } from './names.ts';
import { isEmptySelector, selectorMatches } from './selector-match.ts';
import type { PodTemplate, Selector } from './shapes.ts';

interface WorkloadSpec {
  serviceName?: string;
  replicas?: number;
  minReadySeconds?: number;
  revisionHistoryLimit?: number;
  progressDeadlineSeconds?: number;
  selector?: Selector;
  template?: PodTemplate;
  strategy?: { type?: string; rollingUpdate?: Rolling | null } | null;
  updateStrategy?: { type?: string; rollingUpdate?: Rolling | null } | null;
  volumeClaimTemplates?: { metadata?: { name?: string } | null }[] | null;
}

interface Rolling {
  maxUnavailable?: number | string;
  maxSurge?: number | string;
}

export interface JobSpec {
  template?: PodTemplate;
  parallelism?: number;
  completions?: number;
  backoffLimit?: number;
  activeDeadlineSeconds?: number;
  ttlSecondsAfterFinished?: number;
  completionMode?: string;
  selector?: Selector;
  manualSelector?: boolean;
}

interface CronJobSpec {
  schedule: string;
  timeZone?: string;
  startingDeadlineSeconds?: number;
  successfulJobsHistoryLimit?: number;
  failedJobsHistoryLimit?: number;
}

export const workloadChecks: ValueChecks = {
  'apps.v1.DeploymentSpec': (value, run) => checkWorkload(value as WorkloadSpec, run),
  'apps.v1.ReplicaSetSpec': (value, run) => checkWorkload(value as WorkloadSpec, run),
  'apps.v1.DaemonSetSpec': (value, run) => checkWorkload(value as WorkloadSpec, run),
  'apps.v1.StatefulSetSpec': (value, run) => checkStatefulSet(value as WorkloadSpec, run),
  'core.v1.ReplicationControllerSpec': (value, run) => checkController(value as ControllerSpec, run),
  'batch.v1.JobSpec': (value, run) => checkJob(value as JobSpec, run),
  'batch.v1.CronJobSpec': (value, run) => checkCronJob(value as CronJobSpec, run),
};

function checkWorkload(spec: WorkloadSpec, run: CheckRun): void {
  for (const field of ['replicas', 'minReadySeconds', 'revisionHistoryLimit'] as const)
    checkRange(spec[field], notNegative, [field], run);
  checkRange(spec.progressDeadlineSeconds, positive, ['progressDeadlineSeconds'], run);
  checkTemplateSelector(spec, run);
  checkStrategy(spec, run);
  const policy = spec.template?.spec?.restartPolicy;
  if (policy && policy !== 'Always') {
    const hint = 'Remove it; for work that ends, use a Job.';
    run.fault('invalid-value', `must be Always here, but is ${policy}`, hint, {
      below: ['template', 'spec', 'restartPolicy'],
    });
  }
  if (spec.template && !spec.template.spec) missingPodSpec(run);
}

function missingPodSpec(run: CheckRun): void {
  run.fault('missing-field', 'the pod template has no "spec"', 'Add "spec" with containers.', {
    below: ['template'],
    target: 'key',
  });
}

interface ControllerSpec {
  replicas?: number;
  selector?: Record<string, string>;
  template?: PodTemplate;
}

/** The selector of a ReplicationController is the labels of its template, where it names none. */
function checkController({ replicas, selector, template }: ControllerSpec, run: CheckRun): void {
  checkRange(replicas, notNegative, ['replicas'], run);
  const labels = template?.metadata?.labels ?? {};
  if (!template) run.fault('missing-field', 'the controller has no template', 'Add "template".', { target: 'inside' });
  else if (!template.spec) missingPodSpec(run);
  if (Object.keys(selector ?? {}).length === 0 && Object.keys(labels).length === 0) {
    run.fault('invalid-selector', 'neither the selector nor the template has labels', 'Add labels to the template.', {
      target: 'inside',
    });
  } else if (selector && template && !selectorMatches({ matchLabels: selector }, labels)) {
    const hint = 'Make the selector agree with the labels of the template.';
    run.fault('invalid-selector', 'the selector does not select the pods of the template', hint, {
      below: ['selector'],
      target: 'key',
    });
  }
}

function checkTemplateSelector({ selector, template }: WorkloadSpec, run: CheckRun): void {
  if (isEmptySelector(selector)) {
    run.fault('invalid-selector', 'the selector selects nothing', 'Add matchLabels.', {
      below: ['selector'],
      target: 'key',
    });
  } else if (!selectorMatches(selector, template?.metadata?.labels)) {
    const labels = Object.entries(template?.metadata?.labels ?? {}).map(([key, value]) => `${key}=${value}`);
    const hint = `Labels of the template: ${labels.join(', ') || 'none'}. Make the two agree.`;
    run.fault('invalid-selector', 'the selector does not select the pods of the template', hint, {
      below: ['selector'],
      target: 'key',
    });
  }
}

function checkStrategy(spec: WorkloadSpec, run: CheckRun): void {
  const field = spec.strategy ? 'strategy' : 'updateStrategy';
  const strategy = spec[field];
  if (!strategy?.rollingUpdate) return;
  const below = [field, 'rollingUpdate'];
  if (strategy.type === 'Recreate' || strategy.type === 'OnDelete') {
    run.fault('invalid-value', `rollingUpdate does not go with ${strategy.type}`, 'Remove it.', {
      below,
      target: 'key',
    });
  }
  const { maxUnavailable, maxSurge } = strategy.rollingUpdate;
  for (const [name, value] of Object.entries({ maxUnavailable, maxSurge })) checkShare(value, [...below, name], run);
  const isZero = (value: number | string | undefined) => value === 0 || value === '0%';
  if (isZero(maxUnavailable) && isZero(maxSurge)) {
    run.fault('invalid-value', 'maxUnavailable and maxSurge cannot both be 0', 'Raise one of them.', {
      below: [...below, 'maxUnavailable'],
    });
  }
}

/** A number of pods, or a percentage. */
export function checkShare(value: number | string | undefined | null, below: (string | number)[], run: CheckRun): void {
  if (typeof value === 'number') checkRange(value, notNegative, below, run);
  if (typeof value !== 'string' || /^\d+%$/.test(value)) return;
  run.fault('invalid-value', `"${value}" is neither a number nor a percentage`, 'Write 1 or "25%".', { below });
}

function checkStatefulSet(spec: WorkloadSpec, run: CheckRun): void {
  if (spec.serviceName) checkValueName('invalid-name', 'the Service', dnsLabel, spec.serviceName, ['serviceName'], run);
  const claims = (spec.volumeClaimTemplates ?? []).map((claim) => claim.metadata?.name ?? '');
  checkWorkload(spec, run);
  for (const [index, name] of claims.entries()) {
    if (name === '')
      run.fault('missing-field', 'the claim has no name', 'Add "metadata.name".', {
        below: ['volumeClaimTemplates', index],
        target: 'inside',
      });
  }
}

function checkJob(spec: JobSpec, run: CheckRun): void {
  for (const field of ['parallelism', 'completions', 'backoffLimit', 'ttlSecondsAfterFinished'] as const) {
    checkRange(spec[field], notNegative, [field], run);
  }
  checkRange(spec.activeDeadlineSeconds, positive, ['activeDeadlineSeconds'], run);
  if (spec.completionMode === 'Indexed' && spec.completions === undefined) {
    run.fault('missing-field', 'an indexed Job needs "completions"', 'Add "completions".', {
      below: ['completionMode'],
    });
  }
  if (spec.selector && spec.manualSelector !== true) {
    run.fault('invalid-selector', 'the selector of a Job is made by Kubernetes', 'Remove it.', {
      below: ['selector'],
      target: 'key',
    });
  }
  checkJobRestart(spec.template, run);
}

function checkJobRestart(template: PodTemplate | undefined, run: CheckRun): void {
  const pod = template?.spec;
  if (!pod) {
    missingPodSpec(run);
    return;
  }
  const { restartPolicy } = pod;
  if (restartPolicy === 'OnFailure' || restartPolicy === 'Never') return;
  const isGiven = restartPolicy !== undefined && restartPolicy !== '';
  const message = `the restartPolicy of a Job is OnFailure or Never, but ${isGiven ? `is ${restartPolicy}` : 'the default is Always'}`;
  const below = ['template', 'spec', ...(isGiven ? ['restartPolicy'] : [])];
  run.fault(isGiven ? 'invalid-value' : 'missing-field', message, 'Set restartPolicy: Never or OnFailure.', {
    below,
    target: isGiven ? 'value' : 'key',
  });
}

function checkCronJob(spec: CronJobSpec, run: CheckRun): void {
  const problem = cronProblem(spec.schedule);
  if (problem !== undefined) {
    run.fault(
      'invalid-schedule',
      `"${spec.schedule}" is no schedule: ${problem}`,
      'Write five fields such as "30 3 * * *", or @daily.',
      { below: ['schedule'] },
    );
  }
  if (spec.timeZone !== undefined && !isTimeZone(spec.timeZone)) {
    run.fault('invalid-value', `"${spec.timeZone}" is no time zone`, 'Write a name such as Europe/Berlin or Etc/UTC.', {
      below: ['timeZone'],
    });
  }
  for (const field of ['startingDeadlineSeconds', 'successfulJobsHistoryLimit', 'failedJobsHistoryLimit'] as const) {
    checkRange(spec[field], notNegative, [field], run);
  }
}

function isTimeZone(name: string): boolean {
  try {
    // "Local" is refused by Kubernetes as well; the empty name too.
    return name !== 'Local' && name !== '' && new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}
