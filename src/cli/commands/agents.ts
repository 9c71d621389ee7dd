import type { Command } from '../command.ts';

export const agentsCommands: Command[] = [
  {
    name: 'agents list',
    summary: 'List agents and what they do',
    remote: true,
    data: true,
    load: () => import('./agents/list.ts'),
  },
];
