import type { StyleFix } from '../style/style-rule.ts';

/** Where a digest goes in the text of a file: it takes the place of what is between `start` and `end`. */
export interface DigestPlace {
  start: number;
  end: number;
  /** What is written in front of the digest: a name and tag, or a key. */
  before: string;
}

/** The change that writes the digest; undefined when it stands there already. */
export function digestFix(text: string, { start, end, before }: DigestPlace, digest: string): StyleFix | undefined {
  const written = before + digest;
  return text.slice(start, end) === written ? undefined : { start, end, text: written };
}
