/** One kind of fault: how it is seeded into a tree, and what must find it. */
export interface FaultKind {
  name: string;
  command: 'validate' | 'lint' | 'check-deps';
  /** The rule that must tell of it. */
  rule: string;
  /** Only in files of this name. */
  file?: RegExp;
  /** Only in documents that contain this. */
  document?: RegExp;
  /** The line that is changed. */
  find: RegExp;
  /** What it becomes; null: it is removed. */
  becomes: string | null;
  /** Where it must be found: at the changed line (default), or at the line of the key or item that holds it. */
  at?: 'line' | 'parent';
  /** Lines below the changed one. */
  offset?: number;
  /** Where it must be found, when that is another line of the document: the one that fits this. */
  foundAt?: RegExp;
}

/** Makes faults that one command must tell of: name, rule, the line that is changed, what it becomes, and the rest. */
export function faultsFor(command: FaultKind['command']) {
  return (
    name: string,
    rule: string,
    find: RegExp,
    becomes: string | null,
    more: Partial<FaultKind> = {},
  ): FaultKind => ({ name, command, rule, find, becomes, ...more });
}

export interface SeededFault {
  kind: FaultKind;
  file: string;
  /** Where it must be found, counting from 1. */
  line: number;
  /** The file's text with the fault. */
  text: string;
}

/** Seeds each kind of fault at up to `places` places of a tree (file -> text). */
export function seedFaults(
  tree: ReadonlyMap<string, string>,
  kinds: readonly FaultKind[],
  places: number,
): SeededFault[] {
  return kinds.flatMap((kind) => {
    const found: SeededFault[] = [];
    for (const [file, text] of tree) {
      if (found.length >= places) break;
      if (kind.file ? !kind.file.test(file) : !/\.ya?ml$/.test(file)) continue;
      found.push(...seedFile(file, text, kind, places - found.length));
    }
    return found;
  });
}

function seedFile(file: string, text: string, kind: FaultKind, places: number): SeededFault[] {
  const lines = text.split('\n');
  const found: SeededFault[] = [];
  for (const [index, line] of lines.entries()) {
    if (found.length >= places) break;
    if (!kind.find.test(line)) continue;
    const [start, end] = documentAround(lines, index);
    if (kind.document && !kind.document.test(lines.slice(start, end).join('\n'))) continue;
    const changed = kind.becomes === null ? [] : [line.replace(kind.find, kind.becomes)];
    const seeded = [
      ...lines.slice(0, index),
      ...changed.flatMap((each) => each.split('\n')),
      ...lines.slice(index + 1),
    ];
    found.push({ kind, file, line: expectedLine(seeded, index, start, kind), text: seeded.join('\n') });
  }
  return found;
}

function documentAround(lines: string[], index: number): [number, number] {
  const start = lines.lastIndexOf('---', index);
  const end = lines.indexOf('---', index + 1);
  return [Math.max(start, 0), end < 0 ? lines.length : end];
}

function expectedLine(lines: string[], index: number, start: number, kind: FaultKind): number {
  const { foundAt } = kind;
  if (foundAt) return lines.findIndex((line, place) => place >= start && foundAt.test(line)) + 1;
  return (kind.at === 'parent' ? parentOf(lines, index, kind.becomes === null) : index) + 1 + (kind.offset ?? 0);
}

/** The nearest line above that is less indented than the line (or than the one that was removed, its neighbour). */
function parentOf(lines: string[], index: number, isRemoved: boolean): number {
  const indentOf = (line: string | undefined) => (line ?? '').length - (line ?? '').trimStart().length;
  const above = indentOf(lines[index - 1]);
  const indent = isRemoved ? Math.max(Math.min(indentOf(lines[index]) || above, above), 0) : indentOf(lines[index]);
  for (let place = index - 1; place >= 0; place--) {
    if (indentOf(lines[place]) < (isRemoved && above > indentOf(lines[index]) ? above : indent)) return place;
  }
  return 0;
}
