import type { Rule } from '../lint/rule.ts';

export const resourceUnits: Rule = {
  name: 'resource-units',
  summary: 'CPU is written in millicores (500m), memory with a binary suffix (128Mi)',
  group: 'standards',
  severity: 'error',
  container({ container, at }, tell) {
    for (const kind of ['requests', 'limits'] as const) {
      for (const [name, value] of Object.entries(container.resources?.[kind] ?? {})) {
        const path = [...at, 'resources', kind, name];
        const text = String(value);
        if (name === 'cpu' && !/^\d+m$/.test(text)) {
          tell(path, `the CPU amount ${text} is not in millicores`, `Write ${millicores(text)}.`);
        } else if ((name === 'memory' || name === 'ephemeral-storage') && !/^\d+[KMGT]i$/.test(text)) {
          tell(path, `the ${name} amount ${text} has no binary suffix`, 'Write it as 128Mi or 2Gi.');
        }
      }
    }
  },
};

/** `0.5` and `1` as millicores. */
export function millicores(text: string): string {
  const cores = Number(text);
  return Number.isFinite(cores) ? `${Math.round(cores * 1000)}m` : 'it as 500m';
}
