import type { Store } from '../../store/port.ts';
import { isStoreFailure } from '../../store/store-failure.ts';
import type { Collectors } from './collectors.ts';

/** What a store does all day, and what therefore says how it is. Few, for each is a histogram. */
const timed = {
  queue: ['claim', 'stats'],
  leases: ['heartbeat', 'advanceLog', 'complete', 'list'],
  runs: ['load', 'commit'],
  deliveries: ['create'],
} as const satisfies { [Part in keyof Store]?: readonly (keyof Store[Part])[] };

/** The same store, with the time of its usual operations, and how often they failed because it was away. */
export function timeStore(store: Store, collectors: Pick<Collectors, 'store' | 'storeErrors'>): Store {
  const { queue, leases, runs, deliveries } = store;
  return {
    ...store,
    queue: timedPart('queue', queue, timed.queue, collectors),
    leases: timedPart('leases', leases, timed.leases, collectors),
    runs: timedPart('runs', runs, timed.runs, collectors),
    deliveries: timedPart('deliveries', deliveries, timed.deliveries, collectors),
  };
}

function timedPart<Part extends object>(
  name: string,
  part: Part,
  operations: readonly string[],
  { store, storeErrors }: Pick<Collectors, 'store' | 'storeErrors'>,
): Part {
  return new Proxy(part, {
    get(target, key, receiver) {
      const operation: unknown = Reflect.get(target, key, receiver);
      if (typeof operation !== 'function' || !operations.includes(String(key))) return operation;
      return async (...values: unknown[]): Promise<unknown> => {
        const end = store.startTimer({ operation: `${name}.${String(key)}` });
        try {
          return await Reflect.apply(operation, target, values);
        } catch (error) {
          if (isStoreFailure(error)) storeErrors.inc();
          throw error;
        } finally {
          end();
        }
      };
    },
  });
}
