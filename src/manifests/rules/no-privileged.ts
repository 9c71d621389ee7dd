import type { Rule } from '../lint/rule.ts';

export const noPrivileged: Rule = {
  name: 'no-privileged',
  summary: 'No container is privileged',
  group: 'security',
  severity: 'error',
  container({ container, at }, tell) {
    if (container.securityContext?.privileged !== true) return;
    const hint = 'Remove it; give the one capability or device that is needed.';
    tell([...at, 'securityContext', 'privileged'], `container "${container.name}" is privileged`, hint);
  },
};
