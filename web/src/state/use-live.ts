import { useEffect, useRef } from 'preact/hooks';
import { openStream } from './live-stream.ts';
import { visible } from './visible.ts';

/** How often a page that nobody sees asks for its state, for its icon and title. */
const hiddenEvery = 10_000;

export interface LiveOptions {
  /** Address of the event stream; null: nothing to follow. */
  address: string | null;
  events: Record<string, (data: unknown) => void>;
  /** Loads the whole state: with each connection, since events may have been missed, and while hidden. */
  refresh: () => void;
}

/** Keeps a page up to date: by events while it is seen, by asking while it is not. */
export function useLive(options: LiveOptions): void {
  const latest = useRef(options);
  latest.current = options;
  const shown = visible.value;
  useEffect(() => {
    const { address } = latest.current;
    if (address === null) return undefined;
    if (!shown) {
      const timer = setInterval(() => latest.current.refresh(), hiddenEvery);
      return () => clearInterval(timer);
    }
    const names = Object.keys(latest.current.events);
    const events = Object.fromEntries(
      names.map((name) => [name, (data: unknown) => latest.current.events[name]?.(data)]),
    );
    const stream = openStream({ address: () => address, events, onOpen: () => latest.current.refresh() });
    return () => stream.close();
  }, [options.address, shown]);
}
