import type { Command } from '../command.ts';

export const completionCommand: Command = {
  name: 'completion',
  summary: 'Print a script that completes commands in a shell',
  arguments: [{ name: 'shell', summary: 'bash, zsh or fish', required: true }],
  examples: [
    { line: 'source <(raibid-cli completion bash)', what: 'Complete in this bash.' },
    {
      line: 'raibid-cli completion fish > ~/.config/fish/completions/raibid-cli.fish',
      what: 'Complete in every fish.',
    },
  ],
  load: () => import('./completion/handler.ts'),
};
