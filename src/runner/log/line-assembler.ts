import { logLimits } from '../../contract/log.ts';
import type { Masker } from './masker.ts';

/** A workflow command may be longer than a log line: a mask must not be lost because it is long. */
const commandLimit = 1024 * 1024;

/** One line, or one piece of a line that is longer than the log allows. Not masked yet. */
export interface LinePiece {
  text: string;
  /** False for the second and later pieces of a long line: they are never workflow commands. */
  first: boolean;
}

/**
 * Makes lines of the bytes of one stream. Line ends are LF, CRLF and a lone CR (progress bars), as in GitHub's runner.
 * Bytes that are not UTF-8 become U+FFFD. Memory stays within some 100 KiB however long a line is: it is handed out in
 * pieces that no secret straddles.
 */
export interface LineAssembler {
  push(chunk: Buffer): LinePiece[];
  /** What is left without a line end. */
  end(): LinePiece[];
}

export function createLineAssembler(masker: Masker): LineAssembler {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let pending = '';
  let first = true;
  let afterCarriageReturn = false;

  const take = (text: string): LinePiece[] => {
    const pieces: LinePiece[] = [];
    let rest = text;
    // A CR at the end of the last chunk ended its line already; the LF that follows belongs to it.
    if (afterCarriageReturn && rest.startsWith('\n')) rest = rest.slice(1);
    if (text !== '') afterCarriageReturn = text.endsWith('\r');
    const lines = rest.split(/\r\n|\r|\n/);
    const open = lines.pop() ?? '';
    for (const line of lines) {
      pending += line;
      pieces.push(...cutLong());
      pieces.push({ text: pending, first });
      pending = '';
      first = true;
    }
    pending += open;
    pieces.push(...cutLong());
    return pieces;
  };

  const cutLong = (): LinePiece[] => {
    if (pending.length <= logLimits.lineBytes) return [];
    if (first && pending.length <= commandLimit && pending.trimStart().startsWith('::')) return [];
    const pieces: LinePiece[] = [];
    while (pending.length > logLimits.lineBytes + masker.longest()) {
      const at = wholeCharacter(pending, masker.safeCut(pending.slice(0, windowOf(masker)), logLimits.lineBytes));
      pieces.push({ text: pending.slice(0, at), first });
      pending = pending.slice(at);
      first = false;
    }
    return pieces;
  };

  return {
    push: (chunk) => take(decoder.decode(chunk, { stream: true })),
    end: () => {
      const pieces = take(decoder.decode());
      if (pending !== '') pieces.push({ text: pending, first });
      pending = '';
      return pieces;
    },
  };
}

function windowOf(masker: Masker): number {
  return logLimits.lineBytes + 2 * masker.longest();
}

/** Moves a cut off the middle of a surrogate pair. */
function wholeCharacter(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  return unit >= 0xdc00 && unit <= 0xdfff ? at + 1 : at;
}

/** Masked text in pieces of at most `logLimits.lineBytes` bytes of UTF-8, cut between characters. */
export function splitToLimit(text: string): string[] {
  if (text.length * 3 <= logLimits.lineBytes || Buffer.byteLength(text) <= logLimits.lineBytes) return [text];
  const pieces: string[] = [];
  const scratch = new Uint8Array(logLimits.lineBytes);
  const encoder = new TextEncoder();
  for (let from = 0; from < text.length; ) {
    const { read } = encoder.encodeInto(text.slice(from, from + logLimits.lineBytes), scratch);
    pieces.push(text.slice(from, from + read));
    from += read;
  }
  return pieces;
}
