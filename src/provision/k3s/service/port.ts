import type { ComponentContext } from '../../context.ts';
import type { K3sPlaces } from '../places.ts';

/** What keeps k3s running. Its unit or script is written before. */
export interface Service {
  isRunning(): Promise<boolean>;
  /** Starts it, also at boot where that is possible; a running one starts again with what its files say now. */
  restart(): Promise<void>;
  /** Ends k3s and keeps it from starting again. Answers quietly when it does not run. Pods may go on. */
  stop(): Promise<void>;
  /** What says more when it does not come up. */
  logHint: string;
}

/** Everything that a service is made from. */
export interface ServiceInput {
  context: Pick<ComponentContext, 'env' | 'signal' | 'timeoutMilliseconds'>;
  places: K3sPlaces;
  command: readonly [string, ...string[]];
}
