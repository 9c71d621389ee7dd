import { type Fault, type Finding, formatPath } from './finding.ts';
import { type LoadedDocument, treeOf } from './yaml/load-documents.ts';
import { locate, type Span } from './yaml/positioned-document.ts';

export interface FaultOrigin {
  file: string;
  object?: string;
  rendered?: string;
}

/** Gives the faults of one document their line and column. */
export async function positionFaults(
  document: LoadedDocument,
  faults: Fault[],
  origin: FaultOrigin,
): Promise<Finding[]> {
  const tree = faults.length === 0 ? undefined : await treeOf(document);
  const faultFindings = faults.map((fault) => {
    const span: Span = tree ? locate(tree, fault.path, fault.target) : [0, 0];
    return findingAt(document, span, fault, formatPath(fault.path), origin);
  });
  const problemFindings = document.problems.map((problem) =>
    findingAt(document, [problem.offset, problem.offset + 1], problem, '', origin),
  );
  return [...problemFindings, ...faultFindings];
}

type FaultText = Pick<Fault, 'rule' | 'message' | 'hint' | 'severity'>;

function findingAt(document: LoadedDocument, span: Span, fault: FaultText, path: string, origin: FaultOrigin): Finding {
  const { text, lineOffset } = document.piece;
  const start = Math.min(span[0], text.length);
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const lineEnd = text.indexOf('\n', start);
  const end = Math.min(Math.max(span[1], start + 1), lineEnd < 0 ? text.length : lineEnd);
  const { rule, message, hint, severity = 'error' } = fault;
  const line = lineOffset + countNewlines(text, lineStart) + 1;
  const column = start - lineStart + 1;
  return {
    rule,
    severity,
    message,
    hint,
    line,
    column,
    endColumn: Math.max(end - lineStart + 1, column + 1),
    path,
    ...origin,
  };
}

function countNewlines(text: string, end: number): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0 && at < end; at = text.indexOf('\n', at + 1)) count++;
  return count;
}
