import type { Severity } from '../finding.ts';
import type { Tell } from '../lint/rule.ts';
import type { ReadObject } from '../validate/inspector.ts';
import type { DeclaredSecret } from './components.ts';
import type { ObjectIndex } from './object-index.ts';

export interface ReferenceScope {
  index: ObjectIndex;
  /** Secrets that the command line makes, from components.yaml: they are never in the tree. */
  secrets: readonly DeclaredSecret[];
  tellOf: (object: ReadObject) => Tell;
  /** Notes what cannot be told from this tree: other objects may be there when it runs. */
  leave: (object: ReadObject, reason: string) => void;
}

/** A check of `raibid-cli check-deps` over all objects of a tree. */
export interface ReferenceRule {
  name: string;
  summary: string;
  severity: Severity;
  check: (scope: ReferenceScope) => void;
}

/** `Known: a, b.` or that there are none. */
export function knownNames(kind: string, names: readonly string[]): string {
  return names.length === 0 ? `There is no ${kind} at all.` : `${kind}s here: ${names.slice(0, 10).join(', ')}.`;
}
