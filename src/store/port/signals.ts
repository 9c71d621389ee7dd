/**
 * Wake-ups between servers and inside one. They may be lost or doubled: everybody also looks by himself (250 ms). `cancel` and
 * `log` name a job: the first comes when its lease gets the mark, or ends.
 */
export type Topic =
  | `queue:${string}`
  | 'dirty'
  | `log:${string}`
  | `cancel:${string}`
  | `run:${string}`
  | 'runs'
  | 'outbox';

export interface Signals {
  publish(topic: Topic): void;
  /** Answers the function that ends it. */
  subscribe(topic: Topic, listener: () => void): () => void;
}
