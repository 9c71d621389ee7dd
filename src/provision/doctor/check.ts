import type { Machine } from './machine.ts';

/** What a check is needed by: the embedded platform (`up`), a cluster (`setup`), or both. */
export type Purpose = 'embedded' | 'cluster';

/** One thing that `doctor` looks at. */
export interface Check {
  /** Short name, the same in table and JSON. */
  name: string;
  purposes: readonly Purpose[];
  look(machine: Machine): Promise<Finding>;
}

export interface Finding {
  /** `fail`: the platform will not work. `warn`: it works, but worse or not for long. */
  state: 'ok' | 'warn' | 'fail';
  /** What was seen, as a phrase. */
  seen: string;
  /** What to do about it; there whenever the state is not `ok`. */
  mend?: string;
}

export function ok(seen: string): Finding {
  return { state: 'ok', seen };
}

export function warn(seen: string, mend: string): Finding {
  return { state: 'warn', seen, mend };
}

export function fail(seen: string, mend: string): Finding {
  return { state: 'fail', seen, mend };
}

export const both: readonly Purpose[] = ['embedded', 'cluster'];
export const embeddedOnly: readonly Purpose[] = ['embedded'];
export const clusterOnly: readonly Purpose[] = ['cluster'];
