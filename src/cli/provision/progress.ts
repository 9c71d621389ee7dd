import type { ComponentState, ProgressEvent } from '../../provision/setup/setup-options.ts';
import type { CommandContext } from '../command.ts';
import { openLiveArea } from '../output/live-area.ts';
import { printLines } from '../output/print.ts';
import { type Style, styleFor } from '../output/style.ts';
import { fitTo } from '../output/terminal-text.ts';
import { durationText } from '../output/time-text.ts';

/** Shows what each component is doing. */
export interface ProgressDisplay {
  report(event: ProgressEvent): void;
  end(): void;
}

const looks: Record<ComponentState, { mark: string; colour: keyof Style }> = {
  waiting: { mark: '○', colour: 'dim' },
  working: { mark: '●', colour: 'blue' },
  done: { mark: '✓', colour: 'green' },
  failed: { mark: '✗', colour: 'red' },
  skipped: { mark: '–', colour: 'dim' },
};

interface Row extends ProgressEvent {
  /** Monotonic; null: it has not begun. */
  since: number | null;
  /** Milliseconds that it took, once it ended. */
  took: number | null;
}

/** On a terminal a line for each component that is drawn again in place; elsewhere a line for each thing that happens. */
export function openProgress({ stderr, env }: Pick<CommandContext, 'stderr' | 'env'>): ProgressDisplay {
  const style = styleFor(stderr, env);
  const rows = new Map<string, Row>();
  const area = stderr.isTTY ? openLiveArea(stderr) : null;
  const draw = (): void => area?.draw([...rows.values()].map((row) => lineOf(row, style, stderr.columns)));
  const timer = area === null ? undefined : setInterval(draw, 1000);
  return {
    report(event) {
      const before = rows.get(event.component);
      const row = nextRow(before, event);
      rows.set(event.component, row);
      if (area === null && event.state !== 'waiting' && before?.text !== event.text)
        printLines(stderr, [lineOf(row, style, 500)]);
      draw();
    },
    end() {
      clearInterval(timer);
      draw();
      area?.end();
    },
  };
}

function nextRow(before: Row | undefined, event: ProgressEvent): Row {
  const now = performance.now();
  const since = before?.since ?? (event.state === 'waiting' ? null : now);
  const isOver = event.state !== 'waiting' && event.state !== 'working';
  return { ...event, since, took: isOver && since !== null ? now - since : null };
}

function lineOf({ component, state, text, since, took }: Row, style: Style, width: number): string {
  const { mark, colour } = looks[state];
  const passed = took ?? (since === null ? null : performance.now() - since);
  const time = passed === null ? '' : durationText(passed);
  const line = fitTo(`${mark} ${component.padEnd(8)} ${time.padStart(9)}  ${text.split('\n')[0]}`, width - 1);
  return style[colour](line);
}
