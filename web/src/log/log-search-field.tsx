import { type Signal, useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { Icon } from '../components/icon.tsx';
import { IconButton } from '../components/icon-button.tsx';
import type { LogViewModel } from './log-view-model.ts';
import type { LogScroll } from './use-log-scroll.ts';
import '../components/field.css';

const typingPause = 150;

interface LogSearching {
  /** What stands in the field; it is looked for after a short pause. */
  typed: Signal<string>;
  /** Goes to the place of this index; past either end it goes round. */
  go: (index: number) => void;
}

function useLogSearching(model: LogViewModel, scroll: LogScroll): LogSearching {
  const typed = useSignal('');
  const matches = model.matches.value;
  const go = (index: number): void => {
    const line = matches.at(index % Math.max(1, matches.length));
    if (line === undefined) return;
    model.matchIndex.value = (index + matches.length) % matches.length;
    scroll.show(line);
  };
  useEffect(() => {
    const timer = setTimeout(() => {
      model.query.value = typed.value.trim() === '' ? '' : typed.value;
      model.matchIndex.value = -1;
    }, typingPause);
    return () => clearTimeout(timer);
  }, [typed.value]);
  // The first place may be found later than it was asked for: while the log still loads, or is still written.
  const found = matches.length > 0;
  useEffect(() => {
    if (found && model.matchIndex.value === -1) go(0);
  }, [model.query.value, found]);
  return { typed, go };
}

/** Finds text in the whole log, also in closed steps. Enter goes to the next place, Shift+Enter back. */
export function LogSearchField({ model, scroll }: { model: LogViewModel; scroll: LogScroll }): JSX.Element {
  const { typed, go } = useLogSearching(model, scroll);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') {
      event.preventDefault();
      go(model.matchIndex.value + (event.shiftKey ? -1 : 1));
    }
    if (event.key === 'Escape') typed.value = '';
  };
  return (
    <search class="log-search">
      <label>
        <span class="unseen">Search the log</span>
        <Icon name="search" />
        <input
          class="input"
          type="search"
          placeholder="Search the log"
          value={typed.value}
          onKeyDown={onKeyDown}
          onInput={(event) => {
            typed.value = event.currentTarget.value;
          }}
        />
      </label>
      {model.query.value !== '' && <Matches model={model} go={go} />}
    </search>
  );
}

/** How many places were found, and the way from one to the next. */
function Matches({ model, go }: { model: LogViewModel; go: LogSearching['go'] }): JSX.Element {
  const found = model.matches.value.length;
  const current = model.matchIndex.value;
  return (
    <>
      <span class="log-search-count soft" role="status">
        {found === 0 ? 'none' : `${current + 1} of ${found}`}
      </span>
      <IconButton icon="up" label="Previous match" disabled={found === 0} onClick={() => go(current - 1)} />
      <IconButton icon="down" label="Next match" disabled={found === 0} onClick={() => go(current + 1)} />
    </>
  );
}
