/** One fault of a workflow or action file, for people. Lines and columns count from 1. */
export interface WorkflowProblem {
  code: 'workflow_invalid' | 'workflow_unsupported' | 'expression_invalid';
  /** What is wrong, with the names of the file in it. */
  message: string;
  line: number;
  column: number;
  /** What to do about it. */
  hint: string;
}

/** A place in the file, from 1. */
export type Place = readonly [line: number, column: number];

/** Collects problems while a file is read; the order is the order of the file in the end. */
export class Problems {
  readonly #found: WorkflowProblem[] = [];
  readonly #warnings: WorkflowProblem[] = [];

  invalid(at: Place, message: string, hint: string): void {
    this.#add('workflow_invalid', at, message, hint);
  }

  unsupported(at: Place, message: string, hint: string): void {
    this.#add('workflow_unsupported', at, message, hint);
  }

  expression(at: Place, message: string, hint: string): void {
    this.#add('expression_invalid', at, message, hint);
  }

  /** Something that is allowed but does nothing here: the file stays valid. */
  withoutEffect([line, column]: Place, message: string, hint: string): void {
    this.#warnings.push({ code: 'workflow_unsupported', message, line, column, hint });
  }

  get warnings(): WorkflowProblem[] {
    return [...this.#warnings];
  }

  get empty(): boolean {
    return this.#found.length === 0;
  }

  /**
   * All of them by position. The same words at the same place (an anchor used twice) come once; where something is not
   * supported, nothing else is said about it.
   */
  sorted(): WorkflowProblem[] {
    const refused = new Set(this.#found.filter(isUnsupported).map(placeOf));
    const kept = this.#found.filter((problem) => isUnsupported(problem) || !refused.has(placeOf(problem)));
    const unique = new Map(kept.map((problem) => [JSON.stringify(problem), problem]));
    return [...unique.values()].sort((a, b) => a.line - b.line || a.column - b.column);
  }

  #add(code: WorkflowProblem['code'], [line, column]: Place, message: string, hint: string): void {
    this.#found.push({ code, message, line, column, hint });
  }
}

function isUnsupported(problem: WorkflowProblem): boolean {
  return problem.code === 'workflow_unsupported';
}

function placeOf(problem: WorkflowProblem): string {
  return `${problem.line}:${problem.column}`;
}
