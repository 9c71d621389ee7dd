import type { Document } from 'yaml';
import type { JsonValue } from '../../shared/json.ts';
import { parseFast } from './fast-parse.ts';
import type { PositionedDocument } from './parse-positioned.ts';
import type { YamlProblem } from './problem.ts';
import { type DocumentText, splitDocuments } from './split-documents.ts';

/** One document of a file. Its tree with positions is only built when somebody asks where something is. */
export interface LoadedDocument {
  value: JsonValue;
  problems: YamlProblem[];
  piece: DocumentText;
  /** Which document of the piece it is; pieces with several are rare. */
  index: number;
  tree?: Document.Parsed | undefined;
}

/** Reads all documents of a text; the fast parser where it can, the full one (loaded when first needed) elsewhere. */
export async function* loadDocuments(text: string): AsyncGenerator<LoadedDocument> {
  for (const piece of splitDocuments(text)) {
    const fast = parseFast(piece.text);
    if (fast) {
      yield { value: fast.value, problems: [], piece, index: 0 };
      continue;
    }
    for (const [index, parsed] of (await parseWithPositions(piece)).entries()) {
      yield { value: parsed.value, problems: parsed.problems, piece, index, tree: parsed.document };
    }
  }
}

/** The tree of a document, parsed now if it was not before. */
export async function treeOf(document: LoadedDocument): Promise<Document.Parsed | undefined> {
  document.tree ??= (await parseWithPositions(document.piece))[document.index]?.document;
  return document.tree;
}

async function parseWithPositions(piece: DocumentText): Promise<PositionedDocument[]> {
  const { parsePositioned } = await import('./parse-positioned.ts');
  return parsePositioned(piece.text);
}
