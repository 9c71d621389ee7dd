import { Transform } from 'node:stream';
import { flushPacket, takePacket } from './pkt-line.ts';
import { ReportHold } from './report-hold.ts';

/** What receive-pack said about each ref. */
export interface PushReport {
  /** Refs it moved. */
  accepted: Set<string>;
}

/**
 * Passes receive-pack's answer on to the pusher, but holds back the report and the flush packet that end it until
 * `beforeEnd` has resolved. Without them git counts a push as failed, so a push is answered with success only after
 * what `beforeEnd` does is done. The lines it resolves to are shown to the pusher as `remote: ...` where the answer
 * has side bands.
 */
export function holdReport(beforeEnd: (report: PushReport) => Promise<string[]>): Transform {
  const hold = new ReportHold();
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hold.take(chunk, (bytes) => this.push(bytes));
      done();
    },
    flush(done) {
      beforeEnd({ accepted: acceptedRefs(Buffer.concat(hold.report)) }).then((lines) => {
        hold.release(lines, (bytes) => this.push(bytes));
        done();
      }, done);
    },
  });
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
