import { Transform } from 'node:stream';
import { band, flushPacket, messagePacket, type Packet, takePacket } from './pkt-line.ts';

/** What receive-pack said about each ref. */
export interface PushReport {
  /** Refs it moved. */
  accepted: Set<string>;
}

/** A report longer than this is passed on before its end; only the last packet is still held back then. */
const maxHeldBytes = 4 * 1024 * 1024;

/**
 * Passes receive-pack's answer on to the pusher, but holds back the report and the flush packet that end it until
 * `beforeEnd` has resolved. Without them git counts a push as failed, so a push is answered with success only after
 * what `beforeEnd` does is done. The lines it resolves to are shown to the pusher as `remote: ...` where the answer
 * has side bands.
 */
export function holdReport(beforeEnd: (report: PushReport) => Promise<string[]>): Transform {
  const held: Buffer[] = [];
  const report: Buffer[] = [];
  let rest: Buffer = Buffer.alloc(0);
  let [heldBytes, sideBands, readable] = [0, false, true];

  function hold(raw: Buffer): void {
    held.push(raw);
    heldBytes += raw.length;
  }

  function takeAll(stream: Transform): void {
    while (readable) {
      const next = takePacket(rest);
      if (next === 'incomplete') return;
      if (next === 'broken') {
        readable = false;
        return;
      }
      rest = rest.subarray(next.raw.length);
      const kind = next.payload?.[0];
      if (kind === band.message || kind === band.data) sideBands = true;
      if (kind === band.message || isKeepAlive(next)) {
        stream.push(next.raw);
        continue;
      }
      if (next.payload !== null) report.push(sideBands ? next.payload.subarray(1) : next.raw);
      if (heldBytes > maxHeldBytes) for (const raw of held.splice(0)) stream.push(raw);
      hold(next.raw);
    }
  }

  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      takeAll(this);
      if (!readable) {
        hold(rest);
        rest = Buffer.alloc(0);
      }
      done();
    },
    flush(done) {
      beforeEnd({ accepted: acceptedRefs(Buffer.concat(report)) }).then((lines) => {
        if (sideBands) for (const line of lines) this.push(messagePacket(line));
        for (const raw of held) this.push(raw);
        if (rest.length > 0) this.push(rest);
        done();
      }, done);
    },
  });
}

/** An empty packet on the data band, each 5 s while a large pack is unpacked: proxies see that somebody works. */
function isKeepAlive(next: Packet): boolean {
  return next.payload?.length === 1 && next.payload[0] === band.data;
}

/** Refs with `ok` in a report (gitprotocol-pack(5), report-status). */
function acceptedRefs(report: Buffer): Set<string> {
  const accepted = new Set<string>();
  let rest = report;
  while (rest.length > 0 && !rest.equals(flushPacket)) {
    const next = takePacket(rest);
    if (next === 'incomplete' || next === 'broken') break;
    rest = rest.subarray(next.raw.length);
    const [, ref] = /^ok ([^\n]+)/.exec(next.payload?.toString('utf8') ?? '') ?? [];
    if (ref !== undefined) accepted.add(ref);
  }
  return accepted;
}
