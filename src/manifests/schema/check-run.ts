import type { Fault, Severity } from '../finding.ts';
import type { Target } from '../yaml/positioned-document.ts';

/** More than this in one document tells nobody anything new. */
const maxFaults = 100;

/** One pass over the value of a document: where it is now, and what was found. */
export class CheckRun {
  readonly path: (string | number)[] = [];
  readonly faults: Fault[] = [];
  /** The object that is being checked, for checks that need more of it than the value they stand on. */
  readonly root: unknown;

  constructor(root?: unknown) {
    this.root = root;
  }

  /** Records a fault at the current path (or at `below` it). */
  fault(rule: string, message: string, hint: string, options: FaultOptions = {}): void {
    if (this.faults.length >= maxFaults) return;
    const path = options.below ? [...this.path, ...options.below] : [...this.path];
    const severity = options.severity === undefined ? {} : { severity: options.severity };
    this.faults.push({ rule, message, hint, path, target: options.target ?? 'value', ...severity });
  }
}

export interface FaultOptions {
  /** Steps below the current path. */
  below?: readonly (string | number)[];
  /** Default: the value. */
  target?: Target;
  severity?: Severity;
}

/** Checks one value at the run's current path. */
export type Check = (value: unknown, run: CheckRun) => void;
