import { randomId } from '../../shared/ids.ts';
import type { Signals, Topic } from '../port/signals.ts';
import { signalChannel } from './keys.ts';

/** The listeners of this process. */
export interface RedisSignals extends Signals {
  /** What the channel brings. */
  hear(message: string): void;
  /** What an operation of this process has changed. */
  tell(topics: string[]): void;
  /** Sends what was not sent yet. */
  flush(): void;
}

/**
 * Milliseconds from one message to the next at least. On a busy server a message an operation would cost Redis and every
 * listener as much as a few commands. Where the last message met no other server, the next may wait as long as servers that
 * hear nothing wait anyway.
 */
const pace = { among: 5, alone: 250 };

/**
 * Wake-ups over one channel that every server listens to. The listeners of this process are called at once; the others
 * get the topics of some milliseconds in one message, which begins with the name of its sender.
 */
export function redisSignals(publish: (channel: string, message: string) => Promise<number | null>): RedisSignals {
  const listeners = new Map<string, Set<() => void>>();
  const sender = `from ${randomId()}`;
  const outgoing = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let lastSent = Number.NEGATIVE_INFINITY;
  /** Listening servers, this one among them; null: not known. */
  let heardBy: number | null = null;

  function wake(topics: Iterable<string>): void {
    for (const topic of topics) {
      // A copy: a listener may end itself or another while it is called.
      for (const listener of [...(listeners.get(topic) ?? [])]) listener();
    }
  }

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    if (outgoing.size === 0) return;
    lastSent = performance.now();
    void publish(signalChannel, [sender, ...outgoing].join('\n')).then((servers) => {
      heardBy = servers;
    });
    outgoing.clear();
  }

  function tell(topics: string[]): void {
    if (topics.length === 0) return;
    for (const topic of topics) outgoing.add(topic);
    wake(topics);
    const left = lastSent + (heardBy === 1 ? pace.alone : pace.among) - performance.now();
    if (left <= 0) flush();
    else timer ??= setTimeout(flush, left);
  }

  return {
    publish: (topic) => tell([topic]),
    tell,
    flush,
    hear: (message) => {
      const topics = message.split('\n');
      if (topics[0] === sender) return;
      heardBy = null;
      wake(topics);
    },
    subscribe: (topic: Topic, listener) => {
      // One entry a subscription, even for the same function.
      const entry = () => listener();
      const entries = listeners.get(topic) ?? new Set();
      listeners.set(topic, entries.add(entry));
      return () => {
        entries.delete(entry);
        if (entries.size === 0 && listeners.get(topic) === entries) listeners.delete(topic);
      };
    },
  };
}
