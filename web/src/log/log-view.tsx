import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { StepState } from '../../../src/contract/job-message.ts';
import { scrollable } from '../components/scrollable.ts';
import { location } from '../router/location.ts';
import { lineOfHash } from '../router/page.ts';
import { LogRows } from './log-rows-view.tsx';
import { LogToolbar } from './log-toolbar.tsx';
import { LogViewModel } from './log-view-model.ts';
import { StickyHeading } from './sticky-heading.tsx';
import { useColumns } from './use-columns.ts';
import type { JobLog } from './use-job-log.ts';
import { useLogScroll } from './use-log-scroll.ts';
import './log-view.css';

interface LogViewProps {
  log: JobLog;
  steps: StepState[];
  /** Address of the whole log as text. */
  rawAddress: string;
  /** Called when another step begins to write: its state is worth asking for. */
  onStep: () => void;
}

/** A job's log under its steps. Draws only what is in view, so that 100,000 lines scroll like a hundred. */
export function LogView({ log, steps, rawAddress, onStep }: LogViewProps): JSX.Element {
  const scroller = useRef<HTMLDivElement>(null);
  const model = useMemo(() => new LogViewModel(log.lines.value), []);
  const measured = useSignal(false);
  const version = log.version.value;
  const complete = log.state.value === 'complete';
  useMemo(() => model.update(log.lines.value, steps, complete), [version, steps, complete]);
  useColumns(scroller, model, measured);
  const scroll = useLogScroll(scroller, model, log.state.value === 'live');

  const sections = log.lines.value.sections.length;
  useEffect(() => {
    if (log.state.value === 'live') onStep();
  }, [sections]);

  const line = lineOfHash(location.value.hash);
  const loaded = line !== null && line <= log.lines.value.length;
  useEffect(() => {
    model.target.value = line === null ? null : line - 1;
    if (line !== null && loaded) scroll.show(line - 1);
  }, [line, loaded, measured.value]);

  return (
    <section class="log" aria-label="Log">
      <LogToolbar model={model} scroll={scroll} live={log.state.value === 'live'} rawAddress={rawAddress} />
      <div class="log-frame">
        <StickyHeading model={model} scroll={scroll} />
        <div
          class="log-scroller"
          ref={scroller}
          {...scroll.handlers}
          {...scrollable}
          role="log"
          aria-live="off"
          aria-label="Log lines"
        >
          <LogRows model={model} scroll={scroll} />
        </div>
      </div>
    </section>
  );
}
