import { Transform } from 'node:stream';
import { takePacket } from './pkt-line.ts';

/** One wish of a push: move `ref` from one object to another. All zeros: create or delete. */
export interface PushCommand {
  ref: string;
  before: string;
  after: string;
}

export interface CommandTap {
  /** Passes the request on to git unchanged. */
  stream: Transform;
  /** The commands, once the request was read as far; null when they could not be read. */
  commands(): PushCommand[] | null;
}

/** A list longer than this is not kept: some 40,000 refs. */
const maxListBytes = 4 * 1024 * 1024;
const commandPattern = /^([0-9a-f]{40,64}) ([0-9a-f]{40,64}) ([^\0\n]+)/;

/** Reads the commands of a push (gitprotocol-pack(5), reference update request) off its request on the way to git. */
export function tapCommands(): CommandTap {
  const commands: PushCommand[] = [];
  let state: 'reading' | 'done' | 'unreadable' = 'reading';
  let rest: Buffer = Buffer.alloc(0);
  let seen = 0;

  function read(chunk: Buffer): void {
    seen += chunk.length;
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    while (state === 'reading') {
      const next = takePacket(rest);
      if (next === 'incomplete') break;
      if (next === 'broken') state = 'unreadable';
      else if (next.payload === null) state = 'done';
      else {
        rest = rest.subarray(next.raw.length);
        noteCommand(next.payload.toString('utf8'), commands);
      }
    }
    if (state === 'reading' && seen > maxListBytes) state = 'unreadable';
    if (state !== 'reading') rest = Buffer.alloc(0);
  }

  return {
    stream: new Transform({
      transform(chunk: Buffer, _encoding, done) {
        if (state === 'reading') read(chunk);
        done(null, chunk);
      },
    }),
    commands: () => (state === 'done' ? commands : null),
  };
}

function noteCommand(line: string, commands: PushCommand[]): void {
  const [, before, after, ref] = commandPattern.exec(line) ?? [];
  if (before !== undefined && after !== undefined && ref !== undefined) commands.push({ ref, before, after });
}
