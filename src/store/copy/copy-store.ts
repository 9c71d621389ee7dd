import { RaibidError } from '../../shared/errors.ts';
import type { CopySource, CopyTarget } from './ends.ts';
import type { Batch } from './records.ts';
import { addToTally, differentKinds, digestOf, type Tally } from './tally.ts';

export interface CopyProgress {
  phase: 'copy' | 'verify';
  /** Records of this phase so far. */
  records: number;
}

export interface CopyReport {
  records: number;
  kinds: { kind: string; records: number }[];
  /** Of the content: the same for both stores. SHA-256 in hex. */
  checksum: string;
}

export interface CopyOptions {
  signal: AbortSignal;
  progress?: (progress: CopyProgress) => void;
}

/**
 * Copies one store into another: all or nothing. The target is read again and compared by count and checksum of each
 * kind before anybody can use it. Whatever goes wrong, also an abort, leaves the target as empty as it was; closes both.
 * Errors: `conflict` when they differ, or somebody used the source meanwhile; those of the drivers.
 */
export async function copyStore(source: CopySource, target: CopyTarget, options: CopyOptions): Promise<CopyReport> {
  try {
    const wanted = await tallied(source.read(), 'copy', options, (batch) => target.write(batch));
    const found = await tallied(target.read(), 'verify', options);
    await source.verify();
    const different = differentKinds(wanted, found);
    if (different.length > 0) throw copyDiffers(source, target, different);
    await target.keep();
    return reportOf(wanted);
  } catch (error) {
    await target.discard();
    throw error;
  } finally {
    // Whether there is a copy is settled: a connection that breaks now, or a mark that then ends by its time, changes nothing.
    await source.close().catch(() => undefined);
  }
}

async function tallied(
  batches: AsyncIterable<Batch>,
  phase: CopyProgress['phase'],
  { signal, progress }: CopyOptions,
  each: (batch: Batch) => Promise<void> = async () => {},
): Promise<Tally> {
  const tally: Tally = new Map();
  let records = 0;
  for await (const batch of batches) {
    signal.throwIfAborted();
    if (batch.records.length === 0) continue;
    await each(batch);
    addToTally(tally, batch);
    records += batch.records.length;
    progress?.({ phase, records });
  }
  return tally;
}

function copyDiffers(source: CopySource, target: CopyTarget, kinds: string[]): RaibidError {
  return new RaibidError(
    'conflict',
    `The copy in ${target.name} differs from ${source.name} in: ${kinds.join(', ')}.`,
    {
      hint: 'Nothing was kept. Make sure that nobody writes to either store, and copy again.',
      details: { kinds },
    },
  );
}

function reportOf(tally: Tally): CopyReport {
  const kinds = [...tally].map(([kind, { count }]) => ({ kind, records: count }));
  return { records: kinds.reduce((sum, { records }) => sum + records, 0), kinds, checksum: digestOf(tally) };
}
