/** What happens next: a binary heap by time; what was put in first comes first among equals. */
export interface EventQueue {
  put(at: number, happen: () => void): void;
  /** Lets all happen, in order, each with its time. */
  run(onTime: (now: number) => void): void;
}

interface Entry {
  at: number;
  nth: number;
  happen: () => void;
}

export function createEventQueue(): EventQueue {
  const heap: Entry[] = [];
  let count = 0;
  return {
    put(at, happen) {
      heap.push({ at, nth: count, happen });
      count += 1;
      rise(heap);
    },
    run(onTime) {
      for (let next = take(heap); next !== undefined; next = take(heap)) {
        onTime(next.at);
        next.happen();
      }
    },
  };
}

function take(heap: Entry[]): Entry | undefined {
  const [first] = heap;
  const last = heap.pop();
  if (first === undefined || last === undefined || heap.length === 0) return first;
  heap[0] = last;
  sink(heap);
  return first;
}

function rise(heap: Entry[]): void {
  for (let place = heap.length - 1; place > 0; ) {
    const above = (place - 1) >> 1;
    if (!swapped(heap, above, place)) return;
    place = above;
  }
}

function sink(heap: Entry[]): void {
  for (let place = 0; ; ) {
    const [left, right] = [2 * place + 1, 2 * place + 2];
    const lower = isBefore(heap[right], heap[left]) ? right : left;
    if (!swapped(heap, place, lower)) return;
    place = lower;
  }
}

/** Puts the two in order. */
function swapped(heap: Entry[], upper: number, lower: number): boolean {
  const [one, other] = [heap[upper], heap[lower]];
  if (one === undefined || other === undefined || !isBefore(other, one)) return false;
  heap[upper] = other;
  heap[lower] = one;
  return true;
}

function isBefore(one: Entry | undefined, other: Entry | undefined): boolean {
  if (one === undefined) return false;
  if (other === undefined) return true;
  return one.at < other.at || (one.at === other.at && one.nth < other.nth);
}
