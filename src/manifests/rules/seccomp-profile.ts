import type { Rule } from '../lint/rule.ts';

export const seccompProfile: Rule = {
  name: 'seccomp-profile',
  summary: 'Pods use the seccomp profile of the runtime, or one of their own',
  group: 'security',
  severity: 'error',
  container({ container, at, spec, path }, tell) {
    const own = container.securityContext?.seccompProfile?.type;
    const type = own ?? spec.securityContext?.seccompProfile?.type;
    if (type === 'RuntimeDefault' || type === 'Localhost') return;
    const place =
      type === undefined
        ? [...path, 'securityContext', 'seccompProfile']
        : [...(own ? at : path), 'securityContext', 'seccompProfile', 'type'];
    const message =
      type === undefined ? `container "${container.name}" has no seccomp profile` : `the seccomp profile is ${type}`;
    tell(place, message, 'Set seccompProfile: {type: RuntimeDefault}.', type === undefined ? 'inside' : 'value');
  },
};
