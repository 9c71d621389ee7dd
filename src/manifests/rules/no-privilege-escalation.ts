import type { Rule } from '../lint/rule.ts';

export const noPrivilegeEscalation: Rule = {
  name: 'no-privilege-escalation',
  summary: 'Containers set allowPrivilegeEscalation: false',
  group: 'security',
  severity: 'error',
  container({ container, at }, tell) {
    const given = container.securityContext?.allowPrivilegeEscalation;
    if (given === false) return;
    const path = [...at, 'securityContext', 'allowPrivilegeEscalation'];
    const message = `container "${container.name}" may gain privileges`;
    tell(path, message, 'Set allowPrivilegeEscalation: false.', given === true ? 'value' : 'inside');
  },
};
