import { band, messagePacket, type Packet, takePacket } from './pkt-line.ts';

/** A report longer than this is passed on before its end; only the last packet is still held back then. */
const maxHeldBytes = 4 * 1024 * 1024;

type Pass = (bytes: Buffer) => void;

/** Sorts receive-pack's answer into what the pusher may see at once and what has to wait. */
export class ReportHold {
  /** The report as far as it came, without the side bands around it. */
  readonly report: Buffer[] = [];
  private readonly held: Buffer[] = [];
  private heldBytes = 0;
  private rest: Buffer = Buffer.alloc(0);
  private sideBands = false;

  /** Takes the next bytes of the answer; progress goes on at once. */
  take(chunk: Buffer, pass: Pass): void {
    this.rest = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    for (let next = takePacket(this.rest); typeof next === 'object'; next = takePacket(this.rest)) {
      this.rest = this.rest.subarray(next.raw.length);
      this.sort(next, pass);
    }
    if (takePacket(this.rest) === 'broken') this.holdUnreadable(pass);
  }

  /** Lets go of everything, after these lines for the pusher where the answer has a band for them. */
  release(lines: string[], pass: Pass): void {
    if (this.sideBands) for (const line of lines) pass(messagePacket(line));
    for (const raw of this.held) pass(raw);
    if (this.rest.length > 0) pass(this.rest);
  }

  /** What is no pkt-line is held back too; its last bytes are all that can be the end. */
  private holdUnreadable(pass: Pass): void {
    this.hold(this.rest, pass);
    this.rest = Buffer.alloc(0);
  }

  private sort(next: Packet, pass: Pass): void {
    const kind = next.payload?.[0];
    if (kind === band.message || kind === band.data) this.sideBands = true;
    if (kind === band.message || isKeepAlive(next)) {
      pass(next.raw);
      return;
    }
    if (next.payload !== null) this.report.push(this.sideBands ? next.payload.subarray(1) : next.raw);
    this.hold(next.raw, pass);
  }

  private hold(raw: Buffer, pass: Pass): void {
    if (this.heldBytes > maxHeldBytes) for (const earlier of this.held.splice(0)) pass(earlier);
    this.held.push(raw);
    this.heldBytes += raw.length;
  }
}

/** An empty packet on the data band, each 5 s while a large pack is unpacked: proxies see that somebody works. */
function isKeepAlive(next: Packet): boolean {
  return next.payload?.length === 1 && next.payload[0] === band.data;
}
