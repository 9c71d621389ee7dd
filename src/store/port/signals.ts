/** Wake-ups between servers and inside one. They may be lost or doubled: everybody also looks by himself (250 ms). */
export type Topic = `queue:${string}` | 'dirty' | `log:${string}` | `run:${string}` | 'runs' | 'outbox';

export interface Signals {
  publish(topic: Topic): void;
  /** Answers the function that ends it. */
  subscribe(topic: Topic, listener: () => void): () => void;
}
