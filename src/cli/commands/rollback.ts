import type { Command } from '../command.ts';
import { breakGlassOption, clusterOptions, timeoutOption, valuesOptions } from '../provision/options.ts';

export const rollbackCommand: Command = {
  name: 'rollback',
  summary: 'Bring back an earlier revision of a component',
  description:
    'Deploys the revision before the present one, or that of --revision, and tries it out. Where Git owns the platform, ' +
    'what its folder in raibid/infra held before its last change is committed again. Data are not taken back: after an ' +
    'upgrade that changed their form, restore the backup that was taken before it.',
  arguments: [{ name: 'component', summary: 'A component that is a Helm release', required: true }],
  options: [
    { flag: 'revision', value: 'number', summary: 'Revision to bring back (default: the good one before)' },
    { flag: 'commit', value: 'sha', summary: 'Where Git owns the platform: commit of raibid/infra to bring back' },
    ...valuesOptions,
    ...clusterOptions,
    breakGlassOption,
    timeoutOption,
  ],
  data: true,
  load: () => import('./rollback/handler.ts'),
};
