import type { JSX } from 'preact';
import { LogHeading } from './log-heading.tsx';
import { LogLineView } from './log-line-view.tsx';
import { entryIndexOf } from './log-rows.ts';
import type { LogViewModel } from './log-view-model.ts';
import type { LogScroll } from './use-log-scroll.ts';
import { scrollHeight, virtualWindow } from './virtual-window.ts';

/** The rows in view, at their place in an element as tall as all of them. */
export function LogRows({ model, scroll }: { model: LogViewModel; scroll: LogScroll }): JSX.Element {
  const rows = model.rows.value;
  const tops = model.tops.value;
  const { first, end, offset } = virtualWindow(tops, scroll.top.value, scroll.viewHeight.value);
  return (
    <div class="log-plane" style={{ height: `${scrollHeight(tops)}px` }}>
      <div class="log-window" style={{ transform: `translateY(${offset}px)` }}>
        {rows.slice(first, end).map((row, index) => {
          if (row < 0) {
            const entry = model.entries.value[entryIndexOf(row)];
            return entry && <LogHeading key={entry.id} entry={entry} model={model} />;
          }
          const height = (tops[first + index + 1] ?? 0) - (tops[first + index] ?? 0);
          return <LogLineView key={row} line={row} height={height} model={model} />;
        })}
      </div>
    </div>
  );
}
