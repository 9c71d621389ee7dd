export interface Place {
  line: number;
  column: number;
  endColumn: number;
  /** How the line was found: it has the same text, its fixed parts fit, or not at all. */
  by: 'text' | 'form' | 'nothing';
}

/**
 * The line of a template that a line of a rendered document most likely came from: one with the same text, or one whose
 * fixed parts fit (`name: {{ .Values.name }}-keys` gives `name: web-keys`). Of several, the one that stands in the same
 * surroundings; the first line where none fits.
 */
export function lineInTemplate(template: string, document: string, index: number): Place {
  const lines = template.split('\n');
  const rendered = document.split('\n');
  const wanted = (rendered[index] ?? '').trim();
  const around = new Set(surroundings(rendered, index));
  let best = -1;
  let bestScore = 0;
  for (const [place, line] of lines.entries()) {
    const likeness = likenessOf(line.trim(), wanted);
    if (likeness === 0) continue;
    const shared = surroundings(lines, place).filter((each) => around.has(each)).length;
    const score = likeness + shared * 10;
    if (score <= bestScore) continue;
    best = place;
    bestScore = score;
  }
  if (best < 0) return { line: 1, column: 1, endColumn: 2, by: 'nothing' };
  return { ...placeOf(lines, best), by: bestScore >= sameText ? 'text' : 'form' };
}

/** The keys above a line that it lies in, with their depth, and the kind of its document. */
function surroundings(lines: readonly string[], index: number): string[] {
  const found: string[] = [];
  let indent = indentOf(lines[index] ?? '');
  for (let place = index - 1; place >= 0 && !/^---/.test(lines[place] ?? ''); place--) {
    const line = lines[place] ?? '';
    const isControl = /^\s*(\{\{|#|$)/.test(line);
    if (/^kind:/.test(line)) found.push(line.trim());
    if (isControl || indentOf(line) >= indent) continue;
    indent = indentOf(line);
    found.push(`${indent} ${line.trim().replace(/^- /, '')}`);
  }
  return found;
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

/** More than any number of shared characters and surroundings. */
const sameText = 1000;

/** That for the same text, else how many fixed characters the template line has; 0 when it cannot have made the other. */
function likenessOf(line: string, rendered: string): number {
  if (line === rendered && line !== '') return sameText;
  if (!line.includes('{{')) return 0;
  const fixed = line.split(/\{\{.*?\}\}/);
  const size = fixed.join('').replaceAll(/[\s"']/g, '').length;
  const parts = fixed.map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(/["']/g, '["\']?'));
  return size >= 3 && new RegExp(`^${parts.join('.*')}$`).test(rendered) ? size : 0;
}

function placeOf(lines: readonly string[], index: number): Omit<Place, 'by'> {
  const text = lines[index] ?? '';
  const column = indentOf(text) + 1;
  return { line: index + 1, column, endColumn: text.trimEnd().length + 1 };
}
