import type { Rule } from '../lint/rule.ts';

export const dropCapabilities: Rule = {
  name: 'drop-capabilities',
  summary: 'Containers drop ALL capabilities and add none but NET_BIND_SERVICE',
  group: 'security',
  severity: 'error',
  container({ container, at }, tell) {
    const capabilities = container.securityContext?.capabilities ?? {};
    const path = [...at, 'securityContext', 'capabilities'];
    if (!capabilities.drop?.some((name) => name.toUpperCase() === 'ALL')) {
      const message = `container "${container.name}" keeps capabilities`;
      tell([...path, 'drop'], message, 'Set capabilities: {drop: [ALL]}.', capabilities.drop ? 'key' : 'inside');
    }
    for (const [index, name] of (capabilities.add ?? []).entries()) {
      if (name === 'NET_BIND_SERVICE') continue;
      tell([...path, 'add', index], `the capability ${name} is added`, 'Remove it.');
    }
  },
};
