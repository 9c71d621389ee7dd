import { call } from '../api/call.ts';
import { endpoints } from '../api/endpoints.ts';
import { connectionLost, connectionWorks } from './connection.ts';

const firstPause = 500;
const longestPause = 8_000;

export interface StreamOptions {
  /** Asked anew for every connection, so that it can name the place to go on from. */
  address: () => string;
  /** Handlers by event name, with the event's id and data. */
  events: Record<string, (data: unknown, id: string) => void>;
  /** Called with every connection that stands. */
  onOpen?: () => void;
}

/**
 * Reads server-sent events until closed, and connects again with growing pauses. The browser's own reconnect is not
 * used: it gives up for good when a proxy answers while the server is away.
 */
export function openStream(options: StreamOptions): { close: () => void } {
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let pause = firstPause;
  const connect = (): void => {
    source = new EventSource(options.address());
    source.onopen = () => {
      pause = firstPause;
      connectionWorks();
      options.onOpen?.();
    };
    source.onerror = () => {
      source?.close();
      timer = setTimeout(connect, pause);
      pause = Math.min(longestPause, pause * 2);
      // Tells "away" from "session over": an EventSource does not say why it failed.
      call(endpoints.info).catch(() => connectionLost());
    };
    for (const [name, handle] of Object.entries(options.events)) {
      source.addEventListener(name, (event) => handle(JSON.parse(event.data || 'null'), event.lastEventId));
    }
  };
  connect();
  return {
    close: () => {
      clearTimeout(timer);
      source?.close();
    },
  };
}
