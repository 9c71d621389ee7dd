import type { JSX } from 'preact';
import { LoginPage } from '../pages/login-page.tsx';
import { session } from '../state/session.ts';
import { ConnectionNotice } from './connection-notice.tsx';
import { CurrentPage } from './current-page.tsx';
import { TopBar } from './top-bar.tsx';
import './app.css';

/** The frame around every page. */
export function App(): JSX.Element {
  if (session.value === 'none') return <LoginPage />;
  return (
    <div class="app">
      <a class="skip-link" href="#main">
        Skip to content
      </a>
      <TopBar />
      <ConnectionNotice />
      <main id="main" class="app-main" tabIndex={-1}>
        {session.value === 'open' && <CurrentPage />}
      </main>
    </div>
  );
}
