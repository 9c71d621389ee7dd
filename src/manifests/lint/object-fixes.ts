import { isScalar } from 'yaml';
import type { Finding } from '../finding.ts';
import { millicores } from '../rules/resource-units.ts';
import type { StyleFix } from '../style/style-rule.ts';
import { loadDocuments, treeOf } from '../yaml/load-documents.ts';
import { applyFixes } from './apply-fixes.ts';

/** What a fixable rule writes instead of the value that it complains about. */
const replacements: Record<string, (value: string) => string | undefined> = {
  'resource-units': (value) => (/^\d+(\.\d+)?$/.test(value) ? millicores(value) : undefined),
  'no-privilege-escalation': (value) => (value === 'true' ? 'false' : undefined),
};

/** Rules whose missing field has one right value: the line that is added below the key the finding stands on. */
const additions: Record<string, { key: string; value: string; below: string[] }> = {
  'no-privilege-escalation': { key: 'allowPrivilegeEscalation', value: 'false', below: ['securityContext'] },
  'namespace-pod-security': { key: 'pod-security.kubernetes.io/enforce', value: 'restricted', below: ['labels'] },
};

/**
 * Corrects the findings that have one safe answer, by changing the text in place: comments and layout stay. Each is
 * looked up by its path in the text as it is now.
 */
export async function objectFixes(text: string, findings: readonly Finding[]): Promise<string> {
  const fixes: StyleFix[] = [];
  const seen = new Set<string>();
  for (const finding of findings) {
    const fix = await fixOf(text, finding);
    const key = fix && `${fix.start} ${fix.text}`;
    if (!fix || key === undefined || seen.has(key)) continue;
    seen.add(key);
    fixes.push(fix);
  }
  return applyFixes(text, fixes);
}

async function fixOf(text: string, finding: Finding): Promise<StyleFix | undefined> {
  for await (const document of loadDocuments(text)) {
    const { piece, value } = document;
    const lines = piece.text.split('\n').length;
    if (finding.line <= piece.lineOffset || finding.line > piece.lineOffset + lines || value === null) continue;
    const tree = await treeOf(document);
    const steps = stepsOf(finding.path);
    const node = tree?.getIn(steps, true);
    if (isScalar(node) && node.range)
      return replacement(finding, piece.offset, String(node.source ?? node.value), node.range);
    const addition = additions[finding.rule];
    const parent = addition && tree?.getIn(parentOf(steps, addition.below), true);
    if (addition && parent) return insertion(text, piece.offset, parent, addition);
  }
  return undefined;
}

function replacement(finding: Finding, offset: number, source: string, range: readonly number[]): StyleFix | undefined {
  const text = replacements[finding.rule]?.(source);
  const [start = 0, end = 0] = range;
  return text === undefined ? undefined : { start: offset + start, end: offset + end, text };
}

/** A new line above the first key of a block mapping, at its indentation. */
function insertion(
  text: string,
  offset: number,
  parent: unknown,
  { key, value }: { key: string; value: string },
): StyleFix | undefined {
  const node = parent as { flow?: boolean; range?: number[]; items?: unknown[] };
  if (node.flow || !node.range || !Array.isArray(node.items)) return undefined;
  const start = offset + (node.range[0] ?? 0);
  const indent = start - (text.lastIndexOf('\n', start - 1) + 1);
  return { start, end: start, text: `${key}: ${value}\n${' '.repeat(indent)}` };
}

function parentOf(steps: (string | number)[], below: string[]): (string | number)[] {
  const at = steps.lastIndexOf(below[0] ?? '');
  return at < 0 ? [...steps, ...below] : steps.slice(0, at + 1);
}

/** The path of a finding as steps: the reverse of `formatPath`. */
export function stepsOf(path: string): (string | number)[] {
  return [...path.matchAll(/\["([^"]*)"\]|\[(\d+)\]|([^.[\]]+)/g)].map((match) =>
    match[2] === undefined ? (match[1] ?? match[3] ?? '') : Number(match[2]),
  );
}
