import type { CST } from 'yaml';
import type { JsonObject } from '../../shared/json.ts';
import type { StyleRule, StyleTell } from './style-rule.ts';
import type { StyleText } from './style-text.ts';

interface Indents {
  text: StyleText;
  options: JsonObject;
  tell: StyleTell;
  /** Found out from the first use where the option is `consistent`. */
  spaces: number | undefined;
  sequences: boolean | undefined;
}

/** yamllint's rule `indentation`: how far nested blocks stand to the right of their parents. */
export const indentationRule: StyleRule = {
  options: { spaces: 'consistent', 'indent-sequences': true, 'check-multi-line-strings': false },
  check(text, options, tell) {
    const indents: Indents = {
      text,
      options,
      tell,
      spaces: typeof options.spaces === 'number' ? options.spaces : undefined,
      sequences: typeof options['indent-sequences'] === 'boolean' ? options['indent-sequences'] : undefined,
    };
    for (const document of text.documents) if (document.value) visit(indents, document.value, 0, true);
  },
};

function visit(indents: Indents, token: CST.Token, parent: number, isRoot: boolean): void {
  if (token.type !== 'block-map' && token.type !== 'block-seq') return;
  const place = firstPlace(indents.text, token);
  if (!place) return;
  const line = indents.text.lines[place.line] ?? '';
  const startsLine = line.slice(0, place.column).trim() === '';
  const isSequence = token.type === 'block-seq';
  // A block after a dash on the same line stands where the dash put it.
  if (startsLine) check(indents, place, parent, { isRoot, isSequence });
  for (const item of token.items) {
    if (item.value) visitValue(indents, item.value, place.column, isSequence);
  }
}

function visitValue(indents: Indents, value: CST.Token, parent: number, inSequence: boolean): void {
  const isLevelSequence = value.type === 'block-seq' && !inSequence;
  if (value.type === 'block-map' || value.type === 'block-seq') visitNested(indents, value, parent, isLevelSequence);
}

function visitNested(
  indents: Indents,
  value: CST.BlockMap | CST.BlockSequence,
  parent: number,
  mayBeLevel: boolean,
): void {
  const place = firstPlace(indents.text, value);
  if (!place) return;
  if (mayBeLevel && startsItsLine(indents.text, place)) {
    checkSequence(indents, place, parent);
    for (const item of value.items) if (item.value) visitValue(indents, item.value, place.column, true);
  } else visit(indents, value, parent, false);
}

function startsItsLine(text: StyleText, place: { line: number; column: number }): boolean {
  return (text.lines[place.line] ?? '').slice(0, place.column).trim() === '';
}

/** A list below a key: indented or level with it, as the option says. */
function checkSequence(indents: Indents, place: { line: number; column: number }, parent: number): void {
  const option = indents.options['indent-sequences'];
  const isLevel = place.column === parent;
  if (option === 'whatever' && isLevel) return;
  if (option === 'consistent') indents.sequences ??= !isLevel;
  const wanted = option === 'whatever' ? true : (indents.sequences ?? true);
  if (!wanted) expect(indents, place, parent);
  else if (isLevel) expect(indents, place, parent + (indents.spaces ?? 2));
  else check(indents, place, parent, { isRoot: false, isSequence: true });
}

function check(
  indents: Indents,
  place: { line: number; column: number },
  parent: number,
  kind: { isRoot: boolean; isSequence: boolean },
): void {
  if (!kind.isRoot) indents.spaces ??= place.column - parent;
  expect(indents, place, kind.isRoot ? 0 : parent + (indents.spaces ?? 2));
}

function expect({ tell }: Indents, place: { line: number; column: number }, wanted: number): void {
  if (place.column === wanted) return;
  tell(place.line, place.column, `wrong indentation: expected ${wanted} but found ${place.column}`);
}

/** Where a block begins: its first key or dash. */
function firstPlace(
  text: StyleText,
  token: CST.BlockMap | CST.BlockSequence,
): { line: number; column: number } | undefined {
  const [item] = token.items;
  const dash = item?.start.find((each) => each.type === 'seq-item-ind' || each.type === 'explicit-key-ind');
  const offset = token.type === 'block-seq' ? dash?.offset : keyOffset(item?.key, dash);
  return offset === undefined ? undefined : text.place(offset);
}

function keyOffset(key: CST.Token | null | undefined, dash: CST.SourceToken | undefined): number | undefined {
  if (dash) return dash.offset;
  return key && 'offset' in key ? key.offset : undefined;
}
