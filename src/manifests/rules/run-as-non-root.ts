import type { Rule } from '../lint/rule.ts';

export const runAsNonRoot: Rule = {
  name: 'run-as-non-root',
  summary: 'Containers run as a user that is not root',
  group: 'security',
  severity: 'error',
  container({ container, at, spec, path }, tell) {
    const own = container.securityContext ?? {};
    const pod = spec.securityContext ?? {};
    if ((own.runAsUser ?? pod.runAsUser) === 0) {
      const place =
        own.runAsUser === 0 ? [...at, 'securityContext', 'runAsUser'] : [...path, 'securityContext', 'runAsUser'];
      tell(place, `container "${container.name}" runs as root`, 'Set runAsUser to another user.');
    }
    if ((own.runAsNonRoot ?? pod.runAsNonRoot) === true) return;
    const isFalse = own.runAsNonRoot === false;
    const hint = 'Set runAsNonRoot: true in the securityContext of the pod or container.';
    const place = [...at, 'securityContext', ...(isFalse ? ['runAsNonRoot'] : [])];
    tell(place, `container "${container.name}" may run as root`, hint, isFalse ? 'value' : 'inside');
  },
};
