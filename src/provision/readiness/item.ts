import type { ComponentContext } from '../context.ts';
import type { SetupOptions } from '../setup/setup-options.ts';

/** One line of the checklist for production. */
export interface ReadinessItem {
  /** Short name, the same in table and JSON. */
  name: string;
  /** What must hold, as a sentence for people. */
  demand: string;
  /** Looks at cluster and configuration. Reads, and changes nothing. */
  look(platform: Platform): Promise<Verdict>;
}

/** What an item found. */
export interface Verdict {
  /** What was seen: counts and names, so that people can judge it. */
  evidence: string[];
  /** What is not as it must be; none: ready. */
  faults: string[];
  /** What to do about the faults. */
  mend: string;
}

/** What the items look at. */
export interface Platform {
  options: Pick<SetupOptions, 'infra' | 'entries' | 'paths' | 'cluster' | 'signal' | 'env'>;
  /** The components of the cluster that are there, in order; k3s, which is no part of it, is left out. */
  present: readonly ComponentContext[];
  /** Those that are not there. */
  absent: readonly string[];
}
