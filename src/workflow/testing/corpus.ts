import { readdirSync, readFileSync } from 'node:fs';

export interface CorpusFile {
  name: string;
  text: string;
  /** The file is meant to be refused. */
  refused: boolean;
}

/** Workflows such as people write, and some as they should not. */
export function readCorpus(): CorpusFile[] {
  const folder = new URL('./corpus/', import.meta.url);
  return readdirSync(folder).map((name) => ({
    name,
    text: readFileSync(new URL(name, folder), 'utf8'),
    refused: name.endsWith('-refused.yml'),
  }));
}
