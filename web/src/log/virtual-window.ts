/** Browsers stop placing elements right somewhere above 17 million pixels (Firefox); longer logs scroll by proportion. */
const maxScrollHeight = 15_000_000;
const overscan = 400;

/** What of a long list is in view. */
export interface VirtualWindow {
  /** First row to draw, and the first one not to. */
  first: number;
  end: number;
  /** Where the first row stands inside the scrolled element, in pixels. */
  offset: number;
}

/** Prefix sums of row heights: `tops[i]` is where row i begins, the last entry is the whole height. */
export function rowTops(count: number, heightOf: (row: number) => number): Float64Array {
  const tops = new Float64Array(count + 1);
  for (let row = 0; row < count; row++) tops[row + 1] = (tops[row] ?? 0) + heightOf(row);
  return tops;
}

/** Height of the scrolled element in pixels. */
export function scrollHeight(tops: Float64Array): number {
  return Math.min(maxScrollHeight, tops.at(-1) ?? 0);
}

/** Turns a scroll position into a position in the whole list. The same as long as the list is below the limit. */
export function contentPosition(tops: Float64Array, scrollTop: number, viewHeight: number): number {
  const total = tops.at(-1) ?? 0;
  if (total <= maxScrollHeight) return scrollTop;
  return (scrollTop / (maxScrollHeight - viewHeight)) * (total - viewHeight);
}

/** The way back: where to scroll so that `position` is at the top of the view. */
export function scrollPosition(tops: Float64Array, position: number, viewHeight: number): number {
  const total = tops.at(-1) ?? 0;
  if (total <= maxScrollHeight) return position;
  return (position / (total - viewHeight)) * (maxScrollHeight - viewHeight);
}

/** The row that covers a position, by binary search. */
export function rowAt(tops: Float64Array, position: number): number {
  let low = 0;
  let high = Math.max(0, tops.length - 2);
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((tops[middle] ?? 0) <= position) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Which rows to draw, and where. */
export function virtualWindow(tops: Float64Array, scrollTop: number, viewHeight: number): VirtualWindow {
  const count = tops.length - 1;
  if (count <= 0) return { first: 0, end: 0, offset: 0 };
  const position = contentPosition(tops, scrollTop, viewHeight);
  const first = rowAt(tops, Math.max(0, position - overscan));
  const end = Math.min(count, rowAt(tops, position + viewHeight + overscan) + 1);
  return { first, end, offset: scrollTop - position + (tops[first] ?? 0) };
}
