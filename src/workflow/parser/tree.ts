import type { BasicExpressionToken, TemplateToken } from '@actions/workflow-parser/templates/tokens/index';
import { joinEmbedded, splitEmbedded } from '../expressions/embedded.ts';
import type { Place } from '../problem.ts';

/**
 * A file as GitHub's parser read it, free of that parser's classes: all later steps work on this. `definition` is the
 * name of the schema's rule that the value matched, `allowed` the contexts and functions expressions may use there.
 */
export type Tree = Mapping | Sequence | Scalar | ExpressionNode;

interface Common {
  at: Place;
  definition: string;
  allowed: readonly string[];
}

export interface Mapping extends Common {
  kind: 'mapping';
  entries: Entry[];
}

export interface Entry {
  key: string;
  at: Place;
  value: Tree;
  /** The key is an expression, such as `${{ insert }}`. */
  computed: boolean;
}

export interface Sequence extends Common {
  kind: 'sequence';
  items: Tree[];
}

export interface Scalar extends Common {
  kind: 'scalar';
  value: string | number | boolean | null;
}

export interface ExpressionNode extends Common {
  kind: 'expression';
  /** Text without `${{ }}`; text around several expressions has become `format(...)`. */
  text: string;
  /** The expression, when nothing but blanks stands around it; null for a text with expressions in it. */
  alone: string | null;
}

/** Real values of texts with expressions, by `line:column` (see `YamlFacts.texts`). */
type Texts = ReadonlyMap<string, string>;

/** The tree of a token. `parent` gives the place of tokens that have none of their own. */
export function treeOf(token: TemplateToken, texts: Texts, parent: Place = [1, 1]): Tree {
  const at: Place = token.range === undefined ? parent : [token.range.start.line, token.range.start.column];
  const common = {
    at,
    definition: token.definitionInfo?.definition.key ?? '',
    allowed: token.definitionInfo?.allowedContext ?? [],
  };
  const read = readers[token.templateTokenType];
  if (read === undefined) throw new Error(`Unknown token type ${token.templateTokenType}`);
  return read(token, common, texts, parent);
}

type Reader = (token: TemplateToken, common: Common, texts: Texts, parent: Place) => Tree;

/** By the parser's `TokenType`. */
const readers: Record<number, Reader> = {
  0: (token, common) => ({ kind: 'scalar', value: token.assertString('text').value, ...common }),
  1: (token, common, texts) => ({
    kind: 'sequence',
    items: [...token.assertSequence('list')].map((item) => treeOf(item, texts, common.at)),
    ...common,
  }),
  2: (token, common, texts) => ({
    kind: 'mapping',
    entries: [...token.assertMapping('mapping')].map(({ key, value }) => {
      const at: Place = key.range === undefined ? common.at : [key.range.start.line, key.range.start.column];
      return { key: key.toString(), at, value: treeOf(value, texts, at), computed: key.isExpression };
    }),
    ...common,
  }),
  3: readExpression,
  4: (_token, common) => ({ kind: 'expression', text: 'insert', alone: 'insert', ...common }),
  5: (token, common) => ({ kind: 'scalar', value: token.assertBoolean('boolean').value, ...common }),
  6: (token, common) => ({ kind: 'scalar', value: jsonNumber(token.assertNumber('number').value), ...common }),
  7: (_token, common) => ({ kind: 'scalar', value: null, ...common }),
};

/** JSON has neither infinity nor a negative zero: `.inf` and `.nan` stay text. */
function jsonNumber(value: number): number | string {
  if (!Number.isFinite(value)) return String(value);
  return value === 0 ? 0 : value;
}

function readExpression(token: TemplateToken, common: Common, texts: Texts, parent: Place): Tree {
  const { expression, expressionRange, originalExpressions } = token as BasicExpressionToken;
  if (originalExpressions !== undefined) {
    const value = texts.get(common.at.join(':'));
    if (value === undefined) return { kind: 'expression', text: expression, alone: null, ...common };
    const alone = splitEmbedded(value.trim());
    return {
      kind: 'expression',
      text: joinEmbedded(splitEmbedded(value)),
      alone: alone.length === 1 ? joinEmbedded(alone) : null,
      ...common,
    };
  }
  // Of an expression over several lines the parser gives a place that may lie behind the file's end.
  const start = expression.includes('\n') ? undefined : expressionRange?.start;
  const at: Place = start ? [start.line, start.column] : parent;
  return { kind: 'expression', text: expression, alone: expression, ...common, at };
}
