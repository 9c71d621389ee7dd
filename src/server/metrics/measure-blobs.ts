import type { Blobs } from '../../blobs/port.ts';
import type { Collectors } from './collectors.ts';

/** The same blobs, with the time that log lines take to the disk. */
export function measureBlobs(blobs: Blobs, { logWrite, logLines }: Pick<Collectors, 'logWrite' | 'logLines'>): Blobs {
  const { logs } = blobs;
  const append: Blobs['logs']['append'] = async (chunk) => {
    const end = logWrite.startTimer();
    const written = await logs.append(chunk).finally(end);
    logLines.inc(written.lines);
    return written;
  };
  return { ...blobs, logs: { ...logs, append } };
}
