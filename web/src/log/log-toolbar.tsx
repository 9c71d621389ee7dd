import type { JSX } from 'preact';
import { Icon } from '../components/icon.tsx';
import { IconButton } from '../components/icon-button.tsx';
import { LogSearchField } from './log-search-field.tsx';
import type { LogViewModel } from './log-view-model.ts';
import type { LogScroll } from './use-log-scroll.ts';

interface LogToolbarProps {
  model: LogViewModel;
  scroll: LogScroll;
  live: boolean;
  rawAddress: string;
}

/** Search, and the switches of the log. */
export function LogToolbar({ model, scroll, live, rawAddress }: LogToolbarProps): JSX.Element {
  const closed = model.hasClosed();
  return (
    <div class="log-toolbar">
      <LogSearchField model={model} scroll={scroll} />
      {live && (
        <span class="log-live">
          <span class="log-live-dot" />
          Live
        </span>
      )}
      <div class="log-tools">
        {live && (
          <IconButton
            icon="follow"
            label="Follow the end of the log"
            pressed={scroll.following.value}
            onClick={() => scroll.setFollowing(!scroll.following.value)}
          />
        )}
        <IconButton
          icon="unfold"
          label={closed ? 'Open all steps' : 'Close all steps'}
          onClick={() => model.setAll(closed)}
        />
        <IconButton
          icon="clock"
          label="Show times"
          pressed={model.timestamps.value}
          onClick={() => {
            model.timestamps.value = !model.timestamps.value;
          }}
        />
        <a
          class="icon-button"
          href={rawAddress}
          download
          aria-label="Download the raw log"
          title="Download the raw log"
        >
          <Icon name="download" />
        </a>
      </div>
    </div>
  );
}
