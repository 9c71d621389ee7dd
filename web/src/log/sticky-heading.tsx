import type { JSX } from 'preact';
import { LogHeading } from './log-heading.tsx';
import { headingHeight, type LogViewModel } from './log-view-model.ts';
import { type LogScroll, topPosition } from './use-log-scroll.ts';
import { rowAt } from './virtual-window.ts';

/** The heading of the step whose lines are at the top of the view, while its own row is out of sight. */
export function StickyHeading({ model, scroll }: { model: LogViewModel; scroll: LogScroll }): JSX.Element | null {
  const tops = model.tops.value;
  const position = topPosition(model, scroll);
  if (position <= 0 || model.rows.value.length === 0) return null;
  const { entryIndex, row } = model.headingOf(rowAt(tops, position + headingHeight - 1));
  const entry = model.entries.value[entryIndex];
  if (!entry?.section || (tops[row] ?? 0) >= position) return null;
  const close = (): void => {
    scroll.toRow(row);
    model.toggleEntry(entry);
  };
  return (
    <div class="log-sticky">
      <LogHeading entry={entry} model={model} onToggle={close} />
    </div>
  );
}
