import type { Store } from '../port.ts';

/** How another process opens the same data: `import(module)[open](options)` answers a Store. */
export interface StoreAccess {
  module: string;
  open: string;
  options: Record<string, string>;
}

/** A store on fresh data, as a driver offers it to the suite. */
export interface TestStore {
  store: Store;
  access: StoreAccess;
  /** Closes the store and opens it again on the same data; the answer is also in `store` then. */
  reopen(): Promise<Store>;
  /** Contradictions inside the data, one sentence each; empty when all is well. */
  check(): Promise<string[]>;
  /** Closes the store and removes its data. */
  close(): Promise<void>;
}

export type OpenTestStore = () => Promise<TestStore>;
