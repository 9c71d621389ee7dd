import type { Rule } from '../lint/rule.ts';

const sockets =
  /(docker|containerd|crio|k3s)\.sock$|^\/(proc|sys|etc|root|var\/run|var\/lib\/(kubelet|docker|rancher))?\/?$/;

export const dangerousMount: Rule = {
  name: 'dangerous-mount',
  summary: 'No container gets the socket of the container runtime or a system folder of the node',
  group: 'security',
  severity: 'error',
  pod({ spec, path }, tell) {
    for (const [index, volume] of (spec.volumes ?? []).entries()) {
      const host = volume.hostPath as { path?: string } | undefined;
      if (!host?.path || !sockets.test(host.path)) continue;
      const hint = 'Whoever has it owns the node. Remove it.';
      tell([...path, 'volumes', index, 'hostPath', 'path'], `the pod gets ${host.path} of the node`, hint);
    }
  },
};
