import type { Command } from '../command.ts';

export const doctorCommand: Command = {
  name: 'doctor',
  summary: 'Check whether this machine can run the platform',
  description:
    'Looks at the machine and changes nothing. Each line is ok, a warning (it works, but worse or not for long) or a ' +
    'failure, with what to do about it. Exits 1 when something fails.',
  options: [
    {
      flag: 'for',
      value: 'kind',
      summary: 'Only what this needs: embedded (`up`), cluster (`setup`)',
      choices: ['embedded', 'cluster'],
    },
    { flag: 'data-dir', value: 'folder', summary: 'Data folder of the local platform (RAIBID_DATA_DIR)' },
  ],
  examples: [
    { line: 'raibid-cli doctor', what: 'Look at everything.' },
    { line: 'raibid-cli doctor --for embedded', what: 'Only what `raibid-cli up` needs.' },
  ],
  data: true,
  load: () => import('./doctor/handler.ts'),
};
