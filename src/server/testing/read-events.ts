import { Readable } from 'node:stream';
import { adminToken, bearer } from './test-server.ts';

export interface ReceivedEvent {
  event: string;
  id: string | undefined;
  data: unknown;
}

export interface EventReader {
  /** The next events, as many as asked for; rejects when the stream ends before. */
  take(count: number): Promise<ReceivedEvent[]>;
  /** All events until the stream ends. */
  rest(): Promise<ReceivedEvent[]>;
  close(): void;
}

/** Reads a stream of server-sent events over a real socket. */
export async function readEvents(url: string, headers: Record<string, string> = {}): Promise<EventReader> {
  const abort = new AbortController();
  const response = await fetch(url, { headers: { ...bearer(adminToken), ...headers }, signal: abort.signal });
  if (response.status !== 200 || response.body === null) throw new Error(`${response.status} ${await response.text()}`);
  // Locks the body at once: one that nobody reads yet is cancelled when its response is collected as garbage.
  const events = parseEvents(Readable.fromWeb(response.body))[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await events.next();
    return done === true ? null : value;
  };
  return {
    async take(count) {
      const taken: ReceivedEvent[] = [];
      while (taken.length < count) {
        const event = await next();
        if (event === null) throw new Error(`The stream ended after ${JSON.stringify(taken)}.`);
        taken.push(event);
      }
      return taken;
    },
    async rest() {
      const all: ReceivedEvent[] = [];
      for (let event = await next(); event !== null; event = await next()) all.push(event);
      return all;
    },
    close: () => abort.abort(),
  };
}

async function* parseEvents(body: AsyncIterable<Uint8Array>): AsyncGenerator<ReceivedEvent> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of body) {
    const blocks = (text + decoder.decode(chunk, { stream: true })).split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const fields = new Map(block.split('\n').map((line) => [line.split(':', 1)[0], line.replace(/^[^:]*: ?/, '')]));
      const event = fields.get('event');
      if (event !== undefined) yield { event, id: fields.get('id'), data: JSON.parse(fields.get('data') ?? 'null') };
    }
  }
}
