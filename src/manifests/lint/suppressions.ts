import { isObject, type Manifest } from '../manifest.ts';
import type { LoadedDocument } from '../yaml/load-documents.ts';

/** Annotations of this form switch a rule off for one object; the value is the reason. */
export const ignorePrefix = 'lint.raibid-ci.dev/';

/** What an object's annotations and the comments of its document switch off. */
export interface Suppressions {
  rules: Set<string>;
  /** Lines (of the file) on which a comment switches rules off. */
  lines: Map<number, Set<string>>;
  /** Suppressions without a reason, by the annotation or the line they stand on. */
  withoutReason: { annotation?: string; line?: number }[];
}

const comment = /#\s*raibid-lint\s+ignore\s+([\w-]+(?:\s*,\s*[\w-]+)*)\s*(?::\s*(.*))?$/;

/** Reads annotations and `# raibid-lint ignore <rule>: <reason>` comments; a comment counts for its line and the next. */
export function suppressionsOf(manifest: Manifest, document: LoadedDocument): Suppressions {
  const found: Suppressions = { rules: new Set(), lines: new Map(), withoutReason: [] };
  const metadata = isObject(manifest.value.metadata) ? manifest.value.metadata : {};
  for (const [key, reason] of Object.entries(isObject(metadata.annotations) ? metadata.annotations : {})) {
    if (!key.startsWith(ignorePrefix)) continue;
    found.rules.add(key.slice(ignorePrefix.length));
    if (typeof reason !== 'string' || reason.trim() === '') found.withoutReason.push({ annotation: key });
  }
  if (document.piece.text.includes('raibid-lint')) readComments(document, found);
  return found;
}

function readComments({ piece }: LoadedDocument, found: Suppressions): void {
  for (const [index, text] of piece.text.split('\n').entries()) {
    const match = comment.exec(text);
    if (!match?.[1]) continue;
    const line = piece.lineOffset + index + 1;
    const rules = match[1].split(/\s*,\s*/);
    const isAlone = text.trimStart().startsWith('#');
    for (const target of isAlone ? [line, line + 1] : [line]) {
      const known = found.lines.get(target) ?? new Set();
      for (const rule of rules) known.add(rule);
      found.lines.set(target, known);
    }
    if (!match[2]?.trim()) found.withoutReason.push({ line });
  }
}
