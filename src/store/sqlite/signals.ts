import type { Signals, Topic } from '../port/signals.ts';

/** Wake-ups inside this process. A second process on the same file finds changes by its own 250 ms look. */
export function localSignals(): Signals {
  const listeners = new Map<Topic, Set<() => void>>();
  return {
    publish(topic) {
      // A copy: a listener may end itself or another while it is called.
      for (const listener of [...(listeners.get(topic) ?? [])]) listener();
    },
    subscribe(topic, listener) {
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
