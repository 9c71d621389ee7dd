import {
  Composer,
  type CST,
  type Document,
  isAlias,
  isCollection,
  isMap,
  isNode,
  isScalar,
  type Node,
  Parser,
} from 'yaml';
import type { Place, Problems } from '../problem.ts';
import { yamlLimits } from './limits.ts';
import { LineIndex } from './line-index.ts';

/** What the check found out beside problems. */
export interface YamlFacts {
  /** Keys such as `constructor`: GitHub's parser stumbles over them without saying where. */
  inheritedNames: { name: string; at: Place }[];
  /** Texts with `${{` by `line:column`: GitHub's parser takes the raw source of multi-line ones, indentation included. */
  texts: Map<string, string>;
}

interface Size {
  nodes: number;
  aliases: number;
  depth: number;
}

/**
 * Reads the YAML once before GitHub's parser does, and refuses what would make that parser hang, crash or answer
 * without a position: broken YAML, huge or deep files, alias bombs, keys that are not text, foreign tags.
 */
export function checkYaml(text: string, problems: Problems): YamlFacts {
  const facts: YamlFacts = { inheritedNames: [], texts: new Map() };
  if (Buffer.byteLength(text) > yamlLimits.bytes) {
    problems.invalid(
      [1, 1],
      `The file is larger than ${yamlLimits.bytes} bytes`,
      'Move scripts into files of their own.',
    );
    return facts;
  }
  const lines = new LineIndex(text);
  const tokens = [...new Parser().parse(text)];
  const deep = firstTooDeep(tokens);
  if (deep !== null) {
    problems.invalid(lines.place(deep), `Nested deeper than ${yamlLimits.depth} levels`, 'Flatten the file.');
    return facts;
  }
  const document = compose(tokens, text, lines, problems);
  if (document !== null && problems.empty) new Walk(lines, problems, facts).check(document);
  return facts;
}

/** Offset of the first token below the depth limit; iterative, because deep input would overflow the stack. */
function firstTooDeep(tokens: CST.Token[]): number | null {
  const stack = tokens.map((token) => ({ token, depth: 0 }));
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (next.depth > yamlLimits.depth) return next.token.offset;
    for (const child of childrenOf(next.token)) stack.push({ token: child, depth: next.depth + 1 });
  }
  return null;
}

function childrenOf(token: CST.Token): CST.Token[] {
  if (token.type === 'document') return token.value === undefined ? [] : [token.value];
  if (!('items' in token)) return [];
  return token.items.flatMap((item) => [item.key, item.value].filter((one) => one !== undefined && one !== null));
}

function compose(tokens: CST.Token[], text: string, lines: LineIndex, problems: Problems): Document | null {
  const composer = new Composer({ uniqueKeys: false, prettyErrors: false });
  const [document, second] = [...composer.compose(tokens, true, text.length)];
  for (const error of document?.errors.slice(0, yamlLimits.errors) ?? []) {
    problems.invalid(lines.place(error.pos[0]), `Broken YAML: ${error.message}`, 'Check indentation and quotes here.');
  }
  if (second !== undefined) {
    problems.invalid(lines.place(second.range[0]), 'The file holds more than one YAML document', 'Remove the `---`.');
  }
  if (document === undefined || document.contents === null) {
    problems.invalid([1, 1], 'The file is empty', 'A workflow needs `on` and `jobs`.');
    return null;
  }
  return document;
}

/** Tags that say what the value is anyway. */
const plainTags = new Set(
  ['str', 'int', 'float', 'bool', 'null', 'map', 'seq'].map((name) => `tag:yaml.org,2002:${name}`),
);

/** Walks the document once; an alias counts as what it stands for, so that a bomb is seen without setting it off. */
class Walk {
  readonly #lines: LineIndex;
  readonly #problems: Problems;
  readonly #facts: YamlFacts;
  readonly #anchors = new Map<string, { size: Size | null }>();

  constructor(lines: LineIndex, problems: Problems, facts: YamlFacts) {
    this.#lines = lines;
    this.#problems = problems;
    this.#facts = facts;
  }

  check(document: Document): void {
    const size = this.#visit(document.contents);
    const over = (Object.keys(sizeLimits) as (keyof Size)[]).find((key) => size[key] > sizeLimits[key].limit);
    if (over === undefined) return;
    const { limit, what } = sizeLimits[over];
    this.#problems.invalid(
      [1, 1],
      `With its aliases written out the file has more than ${limit} ${what}`,
      'Use fewer aliases.',
    );
  }

  #visit(node: unknown): Size {
    if (isAlias(node)) return this.#visitAlias(node.source, this.#at(node));
    if (!isScalar(node) && !isCollection(node)) return { nodes: 1, aliases: 0, depth: 1 };
    this.#checkTag(node);
    const anchor = { size: null as Size | null };
    if (node.anchor !== undefined) this.#anchors.set(node.anchor, anchor);
    if (isScalar(node) && typeof node.value === 'string' && node.value.includes('${{')) {
      this.#facts.texts.set(this.#at(node).join(':'), node.value);
    }
    anchor.size = isScalar(node) ? { nodes: 1, aliases: 0, depth: 1 } : this.#visitItems(node);
    return anchor.size;
  }

  #visitItems(node: Node): Size {
    if (isMap(node)) {
      for (const pair of node.items) this.#checkKey(pair.key, pair.value, node);
      return sum(node.items.map((pair) => this.#visit(pair.value)));
    }
    return isCollection(node) ? sum(node.items.map((item) => this.#visit(item))) : sum([]);
  }

  #visitAlias(name: string, at: Place): Size {
    const target = this.#anchors.get(name);
    if (target?.size) return { ...target.size, aliases: target.size.aliases + 1 };
    const message = target === undefined ? 'repeats nothing that stands before it' : 'stands inside what it repeats';
    this.#problems.invalid(
      at,
      `The alias \`*${name}\` ${message}`,
      `Correct the alias, or set the anchor \`&${name}\`.`,
    );
    return { nodes: 1, aliases: 1, depth: 1 };
  }

  #checkKey(key: unknown, value: unknown, parent: Node): void {
    const at = this.#at(isNode(key) ? key : parent);
    if (!isScalar(key) || typeof key.value !== 'string') {
      this.#problems.invalid(at, 'A key must be text', 'Put the key in quotes.');
      return;
    }
    if (value === null) {
      this.#problems.invalid(at, `The key \`${key.value}\` has no value`, 'Write `key: value`.');
    }
    if (key.value === '__proto__') this.#problems.invalid(at, 'A key cannot be named `__proto__`', 'Rename it.');
    if (key.value in Object.prototype) this.#facts.inheritedNames.push({ name: key.value, at });
  }

  #checkTag(node: Node): void {
    if (node.tag === undefined || plainTags.has(node.tag)) return;
    this.#problems.invalid(this.#at(node), `The YAML tag \`${node.tag}\` is not known here`, 'Remove the tag.');
  }

  #at(node: Node): Place {
    return this.#lines.place(node.range?.[0] ?? 0);
  }
}

const sizeLimits: Record<keyof Size, { limit: number; what: string }> = {
  nodes: { limit: yamlLimits.nodes, what: 'values' },
  aliases: { limit: yamlLimits.aliases, what: 'aliases' },
  depth: { limit: yamlLimits.depth, what: 'levels' },
};

function sum(sizes: Size[]): Size {
  const total: Size = { nodes: 1, aliases: 0, depth: 1 };
  for (const size of sizes) {
    total.nodes += size.nodes;
    total.aliases += size.aliases;
    total.depth = Math.max(total.depth, size.depth + 1);
  }
  return total;
}
