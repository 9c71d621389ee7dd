import type { Rule } from '../lint/rule.ts';
import { isObject } from '../manifest.ts';

const required = ['name', 'component', 'part-of', 'managed-by'].map((part) => `app.kubernetes.io/${part}`);

export const requiredLabels: Rule = {
  name: 'required-labels',
  summary: 'Every object has the four app.kubernetes.io labels, and part-of is raibid-ci',
  group: 'standards',
  severity: 'error',
  object({ value }, tell, options) {
    const metadata = isObject(value.metadata) ? value.metadata : {};
    const labels = isObject(metadata.labels) ? metadata.labels : {};
    const names = Array.isArray(options.labels) ? options.labels.map(String) : required;
    for (const name of names.filter((label) => labels[label] === undefined)) {
      tell(['metadata', 'labels'], `the label "${name}" is missing`, `Add ${name} to metadata.labels.`, 'inside');
    }
    const partOf = labels['app.kubernetes.io/part-of'];
    const wanted = typeof options.partOf === 'string' ? options.partOf : 'raibid-ci';
    if (partOf !== undefined && partOf !== wanted) {
      const path = ['metadata', 'labels', 'app.kubernetes.io/part-of'];
      tell(path, `part-of is "${String(partOf)}", not "${wanted}"`, `Write ${wanted}.`);
    }
  },
};
