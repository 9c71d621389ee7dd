/** A map that forgets its oldest entries past a size: for what is remembered on the way, and may never be asked for. */
export interface BoundedMap<Value> {
  set(key: string, value: Value): void;
  get(key: string): Value | undefined;
  /** Answers the value and forgets it. */
  take(key: string): Value | undefined;
}

export function boundedMap<Value>(most: number): BoundedMap<Value> {
  const map = new Map<string, Value>();
  return {
    set(key, value) {
      map.delete(key);
      map.set(key, value);
      const oldest = map.keys().next();
      if (map.size > most && oldest.done !== true) map.delete(oldest.value);
    },
    get: (key) => map.get(key),
    take(key) {
      const value = map.get(key);
      map.delete(key);
      return value;
    },
  };
}
