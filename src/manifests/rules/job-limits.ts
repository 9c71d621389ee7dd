import type { Rule } from '../lint/rule.ts';
import { isObject } from '../manifest.ts';

export const jobLimits: Rule = {
  name: 'job-limits',
  summary: 'Jobs are cleaned up after they end',
  group: 'reliability',
  severity: 'warning',
  // A CronJob removes all but its last Jobs by itself (successfulJobsHistoryLimit, failedJobsHistoryLimit).
  object({ kind, value }, tell) {
    const spec = isObject(value.spec) ? value.spec : {};
    const jobs: Record<string, [path: string[], job: unknown]> = {
      Job: [['spec'], spec],
      ScaledJob: [['spec', 'jobTargetRef'], spec.jobTargetRef],
    };
    const [path, job] = jobs[kind] ?? [[], undefined];
    // Helm removes the Jobs of its hooks by itself.
    const metadata = isObject(value.metadata) && isObject(value.metadata.annotations) ? value.metadata.annotations : {};
    if (!isObject(job) || job.ttlSecondsAfterFinished !== undefined || 'helm.sh/hook' in metadata) return;
    tell(path, 'finished Jobs stay for ever', 'Add ttlSecondsAfterFinished.', 'inside');
  },
};
