import { type ReadonlySignal, type Signal, useSignal, useSignalEffect } from '@preact/signals';
import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { LogViewModel } from './log-view-model.ts';
import { contentPosition, scrollHeight, scrollPosition } from './virtual-window.ts';

/** Nearer to the end than this counts as being there, in pixels. */
const nearEnd = 24;

const upwardKeys = new Set(['Home', 'PageUp', 'ArrowUp']);

export interface LogScroll {
  top: ReadonlySignal<number>;
  viewHeight: ReadonlySignal<number>;
  /** Whether the view keeps to the end as lines come. */
  following: ReadonlySignal<boolean>;
  /** Handlers of the element that scrolls. */
  handlers: {
    onScroll: () => void;
    onWheel: (event: WheelEvent) => void;
    onKeyDown: (event: KeyboardEvent) => void;
    onTouchMove: () => void;
  };
  setFollowing: (following: boolean) => void;
  /** Opens what hides a line and brings it into the middle of the view. */
  show: (line: number) => void;
  /** Scrolls so that a row is at the top. */
  toRow: (row: number) => void;
}

/** The scroll position of the log. A live log is followed until the reader scrolls up, and again from the end on. */
export function useLogScroll(scroller: RefObject<HTMLElement | null>, model: LogViewModel, live: boolean): LogScroll {
  const top = useSignal(0);
  const viewHeight = useViewHeight(scroller);
  const following = useSignal(live);

  useEffect(() => {
    if (live && model.target.value === null) following.value = true;
  }, [live]);
  useFollowedEnd({ scroller, model, viewHeight, following });

  const scrollTo = (position: number): void => {
    const element = scroller.current;
    if (!element) return;
    following.value = false;
    const target = Math.max(0, scrollPosition(model.tops.value, position, element.clientHeight));
    // The rows that were just opened are drawn first: before that the element is not tall enough to scroll so far.
    requestAnimationFrame(() => {
      element.scrollTop = target;
    });
  };
  return {
    top,
    viewHeight,
    following,
    handlers: useReaderMoves(scroller, following, top, live),
    setFollowing: (next) => {
      following.value = next;
    },
    show: (line) => {
      const row = model.reveal(line);
      if (row >= 0) scrollTo((model.tops.value[row] ?? 0) - viewHeight.value / 2);
    },
    toRow: (row) => scrollTo(model.tops.value[row] ?? 0),
  };
}

/** Height of what is in view, in pixels. */
function useViewHeight(scroller: RefObject<HTMLElement | null>): ReadonlySignal<number> {
  const viewHeight = useSignal(600);
  useEffect(() => {
    const element = scroller.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(() => {
      viewHeight.value = element.clientHeight;
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return viewHeight;
}

/** What follows the end of the log: which element, which rows, how much of them is seen, and whether to. */
interface Following {
  scroller: RefObject<HTMLElement | null>;
  model: LogViewModel;
  viewHeight: ReadonlySignal<number>;
  following: Signal<boolean>;
}

/** Keeps the end in view while the log is followed. */
function useFollowedEnd({ scroller, model, viewHeight, following }: Following): void {
  useSignalEffect(() => {
    const height = scrollHeight(model.tops.value);
    // Read because the end moves when the view changes its height, too.
    viewHeight.value;
    if (!following.value) return;
    // After this change is drawn, so that there is something to scroll to; the reader may have scrolled up meanwhile.
    requestAnimationFrame(() => {
      if (following.peek() && scroller.current) scroller.current.scrollTop = height;
    });
  });
}

/** What the reader's own moves mean: up lets go of the end, down to the end of a live log takes it up again. */
function useReaderMoves(
  scroller: RefObject<HTMLElement | null>,
  following: Signal<boolean>,
  top: Signal<number>,
  live: boolean,
): LogScroll['handlers'] {
  const lastTop = useRef(0);
  /** At the reader's first move, before anything has scrolled: following would break a smooth scroll off. */
  const letGo = (): void => {
    const element = scroller.current;
    if (element && element.scrollHeight > element.clientHeight) following.value = false;
  };
  const onScroll = (): void => {
    const element = scroller.current;
    if (!element) return;
    const toEnd = element.scrollHeight - element.scrollTop - element.clientHeight;
    const moved = element.scrollTop - lastTop.current;
    // Smooth scrolling begins with a few pixels: every move up counts, except where a taller view pushes the end up.
    if (moved < 0 && toEnd > 1) following.value = false;
    else if (moved > 0 && toEnd < nearEnd && live) following.value = true;
    lastTop.current = element.scrollTop;
    top.value = element.scrollTop;
  };
  return {
    onScroll,
    onWheel: (event) => {
      if (event.deltaY < 0) letGo();
    },
    onKeyDown: (event) => {
      if (upwardKeys.has(event.key)) letGo();
    },
    onTouchMove: letGo,
  };
}

/** Position in the whole list of what is at the top of the view. */
export function topPosition(model: LogViewModel, scroll: LogScroll): number {
  return contentPosition(model.tops.value, scroll.top.value, scroll.viewHeight.value);
}
