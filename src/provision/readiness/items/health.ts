import { componentStatus } from '../../status/component-status.ts';
import type { ReadinessItem } from '../item.ts';

/** A certificate must last longer than this, in milliseconds. */
const soon = 14 * 86_400_000;

export const health: ReadinessItem = {
  name: 'health',
  demand: 'Every component is there and ready, in the version of this raibid-cli, with a certificate that lasts.',
  async look({ present, absent }) {
    const states = await Promise.all(present.map(componentStatus));
    return {
      evidence: states.map(
        ({ component, version, ready, wanted }) => `${component} ${version}: ${ready}/${wanted} pods`,
      ),
      faults: [
        ...absent.map((name) => `${name} is not there`),
        ...states.flatMap(({ component, state, reasons }) =>
          state === 'ready' ? [] : [`${component} is not ready: ${reasons[0] ?? state}`],
        ),
        ...states.flatMap(({ component, version, wantedVersion }) =>
          version === wantedVersion ? [] : [`${component} ${version}: ${wantedVersion} is available`],
        ),
        ...states.flatMap(({ component, certificateEnds: ends }) =>
          ends === null || Date.parse(ends) - Date.now() > soon
            ? []
            : [`the certificate of ${component} ends at ${ends}`],
        ),
      ],
      mend: 'raibid-cli setup makes what is missing, raibid-cli upgrade brings new versions.',
    };
  },
};
