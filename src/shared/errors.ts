import { type ErrorCode, errorCatalogue } from './error-catalogue.ts';

/** A place in a file the user wrote. Lines and columns count from 1. */
export interface SourcePosition {
  file: string;
  line?: number;
  column?: number;
}

export interface RaibidErrorOptions {
  /** Where in the user's input the fault is. */
  at?: SourcePosition;
  /** Replaces the catalogue's hint when the caller knows a better next step. */
  hint?: string;
  /** Facts for machines, shown with `--json` and in HTTP bodies. Never a secret. */
  details?: Record<string, unknown>;
  cause?: unknown;
}

/**
 * The only error that is meant for people. `message` says what happened and to what; the catalogue's entry for `code`
 * carries the exit code, the HTTP status, a title and what to do next.
 */
export class RaibidError extends Error {
  readonly code: ErrorCode;
  readonly at: SourcePosition | undefined;
  readonly hint: string;
  readonly details: Record<string, unknown> | undefined;

  constructor(code: ErrorCode, message: string, options: RaibidErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'RaibidError';
    this.code = code;
    this.at = options.at;
    this.hint = options.hint ?? errorCatalogue[code].hint;
    this.details = options.details;
  }

  get exit(): number {
    return errorCatalogue[this.code].exit;
  }

  get http(): number {
    return errorCatalogue[this.code].http;
  }
}

export function isRaibidError(error: unknown, code?: ErrorCode): error is RaibidError {
  return error instanceof RaibidError && (code === undefined || error.code === code);
}

/** `file:line:column`, leaving out what is not known. */
export function formatPosition(at: SourcePosition): string {
  return [at.file, at.line, at.column].filter((part) => part !== undefined).join(':');
}
