import type { JSX } from 'preact';
import { call } from '../api/call.ts';
import { endpoints } from '../api/endpoints.ts';
import { formatCounting } from '../format/duration.ts';
import { awaySince } from '../state/connection.ts';
import { now } from '../state/now.ts';
import { session, sessionOpened } from '../state/session.ts';
import { useInterval } from '../state/use-interval.ts';
import './notice.css';

/** A restart of the server takes less than this, and is not worth a word. */
const quietFor = 1_500;
const askEvery = 3_000;

let asking = false;

/** One question at a time: a server that hangs must not use up the connections that a browser allows to it. */
function ask(): void {
  if (asking) return;
  asking = true;
  call(endpoints.info)
    .then(
      () => {
        if (session.value === 'unknown') sessionOpened();
      },
      () => {},
    )
    .finally(() => {
      asking = false;
    });
}

/** Says that the server is away, and keeps asking for it. */
export function ConnectionNotice(): JSX.Element {
  const since = awaySince.value;
  useInterval(since === null ? null : askEvery, ask);
  const away = since === null ? 0 : now.value - since;
  return (
    <div role="status">
      {since !== null && away > quietFor && (
        <p class="notice">
          <strong>The server has not answered for {formatCounting(away)}.</strong> What you see is the last known state.
          Jobs go on meanwhile; this page reconnects by itself.
        </p>
      )}
    </div>
  );
}
