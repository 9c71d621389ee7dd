import { createHash } from 'node:crypto';
import { canonicalJson } from '../../shared/canonical-json.ts';
import type { Batch } from './records.ts';

/** What was read or written of one kind. */
interface KindTally {
  count: number;
  /** Sum of the SHA-256 of each record modulo 2^256: the same in any order, and no record has to be kept. */
  sum: bigint;
}

export type Tally = Map<string, KindTally>;

const modulus = 2n ** 256n;

export function addToTally(tally: Tally, { kind, records }: Batch): void {
  const known = tally.get(kind) ?? { count: 0, sum: 0n };
  for (const record of records) {
    const digest = createHash('sha256')
      .update(canonicalJson(JSON.parse(JSON.stringify(record))))
      .digest('hex');
    known.sum = (known.sum + BigInt(`0x${digest}`)) % modulus;
  }
  known.count += records.length;
  tally.set(kind, known);
}

/** The kinds of which two tallies differ. */
export function differentKinds(left: Tally, right: Tally): string[] {
  const kinds = new Set([...left.keys(), ...right.keys()]);
  return [...kinds].filter((kind) => lineOf(left, kind) !== lineOf(right, kind));
}

/** One digest of everything: two stores with the same content have the same. */
export function digestOf(tally: Tally): string {
  const lines = [...tally.keys()].sort().map((kind) => lineOf(tally, kind));
  return createHash('sha256').update(lines.join('\n')).digest('hex');
}

function lineOf(tally: Tally, kind: string): string {
  const { count, sum } = tally.get(kind) ?? { count: 0, sum: 0n };
  return `${kind} ${count} ${sum.toString(16)}`;
}
