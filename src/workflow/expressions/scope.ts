import type { JsonValue } from '../../shared/json.ts';

/** What `success()`, `failure()` and `cancelled()` answer. At job level they speak of all jobs before this one. */
export interface StatusFacts {
  success: boolean;
  failure: boolean;
  cancelled: boolean;
}

/** All that an expression can see. */
export interface Scope {
  /** By context name, such as `github`. A context that is absent reads as null. */
  contexts: Record<string, JsonValue>;
  /** Absent: everything went well so far. */
  status?: StatusFacts;
  /**
   * Answers the hash of the files that match. Evaluation is synchronous; when the files can only be read
   * asynchronously, wrap the evaluation in `withHashFiles` instead of setting this.
   */
  hashFiles?: (patterns: string[]) => string;
  /** Path of the file the expressions come from: error messages name it. */
  file?: string;
}
