import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { LoginPage } from '../pages/login-page.tsx';
import { location } from '../router/location.ts';
import { session } from '../state/session.ts';
import { ConnectionNotice } from './connection-notice.tsx';
import { CurrentPage } from './current-page.tsx';
import { DiskNotice } from './disk-notice.tsx';
import { TopBar } from './top-bar.tsx';
import './app.css';

/** The frame around every page. */
export function App(): JSX.Element {
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);
  const { path } = location.value;
  // Who listens or uses the keyboard begins a new page at its content, not at the link that led there.
  useEffect(() => {
    if (!first.current) main.current?.focus({ preventScroll: true });
    first.current = false;
  }, [path]);
  if (session.value === 'none') return <LoginPage />;
  return (
    <div class="app">
      <a class="skip-link" href="#main">
        Skip to content
      </a>
      <TopBar />
      <ConnectionNotice />
      {session.value === 'open' && <DiskNotice />}
      <main id="main" class="app-main" ref={main} tabIndex={-1}>
        {session.value === 'open' && <CurrentPage />}
      </main>
    </div>
  );
}
