import type { Signals, Topic } from '../port/signals.ts';
import { signalChannel } from './keys.ts';

/** The listeners of this process; `hear` is what the channel brings. */
export interface RedisSignals extends Signals {
  hear(message: string): void;
}

/**
 * Wake-ups over one channel that every server listens to. Scripts publish their topics themselves, after the change and
 * in the same operation.
 */
export function redisSignals(publish: (channel: string, message: string) => void): RedisSignals {
  const listeners = new Map<string, Set<() => void>>();
  return {
    publish: (topic) => publish(signalChannel, topic),
    hear: (message) => {
      for (const topic of message.split('\n')) {
        // A copy: a listener may end itself or another while it is called.
        for (const listener of [...(listeners.get(topic) ?? [])]) listener();
      }
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
