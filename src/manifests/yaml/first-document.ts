import { readFileSync } from 'node:fs';
import { type LoadedDocument, loadDocuments } from './load-documents.ts';
import { readText } from './read-text.ts';

/** The first document of a file that holds anything; undefined when none does. */
export async function firstDocument(path: string): Promise<LoadedDocument | undefined> {
  for await (const document of loadDocuments(readText(readFileSync(path)).text))
    if (document.value !== null) return document;
  return undefined;
}
