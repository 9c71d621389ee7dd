import { boundedMap } from '../../shared/bounded-map.ts';
import type { ServerEvent } from '../http/event-stream.ts';

/** Things remembered a stream; past that the oldest is forgotten, and sent once more if it comes again. */
const maxRemembered = 2_000;

/** What an event is about, so that only a change of it is news. */
export interface KeyedEvent extends ServerEvent {
  key: string;
}

/** Answers true when an event says something else than the last one with its key. */
export function createChangeFilter(): (event: KeyedEvent) => boolean {
  const last = boundedMap<string>(maxRemembered);
  return ({ key, data }) => {
    const text = JSON.stringify(data);
    const known = last.get(key);
    last.set(key, text);
    return known !== text;
  };
}
