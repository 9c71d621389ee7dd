import type { NewRun } from '../../store/port/deliveries.ts';
import type { Store } from '../../store/port.ts';
import { variablesOfRun } from './job-settings.ts';

/**
 * The same store, giving every new run the variables of its repository and owner: its `vars` context. Done where runs
 * are stored, so that no kind of event can forget it. A run keeps them as they are now, also when it is run again.
 */
export function giveVariables(store: Store): Store {
  const withVariables = async ({ state }: NewRun): Promise<NewRun> => {
    const vars = await variablesOfRun(store, state.repository, state.trigger.trust);
    return { state: { ...state, vars: { ...vars, ...state.vars } } };
  };
  return {
    ...store,
    deliveries: {
      ...store.deliveries,
      async create(delivery) {
        return store.deliveries.create({ ...delivery, runs: await Promise.all(delivery.runs.map(withVariables)) });
      },
    },
  };
}
