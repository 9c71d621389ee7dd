import type { Rule } from '../lint/rule.ts';
import { isObject } from '../manifest.ts';

export const cronjobLimits: Rule = {
  name: 'cronjob-limits',
  summary: 'CronJobs say what happens when a run is late or overlaps',
  group: 'reliability',
  severity: 'warning',
  object({ kind, value }, tell) {
    if (kind !== 'CronJob' || !isObject(value.spec)) return;
    for (const field of ['concurrencyPolicy', 'startingDeadlineSeconds']) {
      if (value.spec[field] !== undefined) continue;
      tell(['spec'], `the CronJob has no ${field}`, `Add ${field}.`, 'inside');
    }
  },
};
