import type { Command } from '../command.ts';

export const queueCommand: Command = {
  name: 'queue',
  summary: 'Show what waits, by agent class, and the dead letters',
  remote: true,
  data: true,
  load: () => import('./queue/handler.ts'),
};
