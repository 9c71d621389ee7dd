import type { Rule } from '../lint/rule.ts';

export const duplicateEnv: Rule = {
  name: 'duplicate-env',
  summary: 'No variable of a container is set twice',
  group: 'reliability',
  severity: 'error',
  container({ container, at }, tell) {
    const seen = new Set<string>();
    for (const [index, { name }] of (container.env ?? []).entries()) {
      const hint = 'Remove one of the two: the last one wins, and Flux refuses the object.';
      if (seen.has(name)) tell([...at, 'env', index, 'name'], `the variable ${name} is set twice`, hint);
      seen.add(name);
    }
  },
};
