import type { Command } from '../command.ts';
import { connectionOptions } from '../provision/options.ts';

export const readinessCommand: Command = {
  name: 'readiness',
  summary: 'Go through the checklist for production, with evidence',
  description:
    'Tests a cluster and its configuration for what production needs: health, validated manifests, limits, secrets outside ' +
    'of charts, policies, rights, monitoring, logging, backup, recovery, documentation. Changes nothing. Exits 1 when an ' +
    'item is not ready.',
  options: [...connectionOptions],
  examples: [{ line: 'raibid-cli readiness --json', what: 'For the records: every item with its evidence.' }],
  data: true,
  load: () => import('./readiness/handler.ts'),
};
