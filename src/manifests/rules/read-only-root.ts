import type { Rule } from '../lint/rule.ts';

export const readOnlyRoot: Rule = {
  name: 'read-only-root',
  summary: 'Containers cannot write to their own file system',
  group: 'security',
  severity: 'error',
  container({ container, at }, tell) {
    const given = container.securityContext?.readOnlyRootFilesystem;
    if (given === true) return;
    const path = [...at, 'securityContext', 'readOnlyRootFilesystem'];
    const hint = 'Set readOnlyRootFilesystem: true and mount an emptyDir where the program writes.';
    tell(path, `container "${container.name}" can change its own files`, hint, given === false ? 'value' : 'inside');
  },
};
