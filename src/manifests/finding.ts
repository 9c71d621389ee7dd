import type { Path, Target } from './yaml/positioned-document.ts';

/** `error` makes the command fail; `warning` is shown and counted. */
export type Severity = 'error' | 'warning';

/** What a check found in the value of one document; where it stands in the file is worked out afterwards. */
export interface Fault {
  /** Name of the rule, with a page in docs/rules/. */
  rule: string;
  severity?: Severity;
  /** What is wrong, without a full stop. */
  message: string;
  /** What to do about it, as a sentence. */
  hint: string;
  path: Path;
  target: Target;
}

/** A fault at its place in a file. */
export interface Finding {
  rule: string;
  severity: Severity;
  message: string;
  hint: string;
  file: string;
  /** Line and column count from 1; the end is exclusive. */
  line: number;
  column: number;
  endColumn: number;
  /** `spec.template.spec.containers[0].image`; empty for faults of the file. */
  path: string;
  /** `Deployment demo/web`, where it is known. */
  object?: string;
  /** Named when the file was rendered from others: `helm template with values-dev.yaml`. */
  rendered?: string;
}

/** `spec.containers[0].image`, with brackets around keys that are no plain words. */
export function formatPath(path: Path): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else if (/^[A-Za-z_$][\w$-]*$/.test(step)) text += text === '' ? step : `.${step}`;
    else text += `["${step}"]`;
  }
  return text;
}
