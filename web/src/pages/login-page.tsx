import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { call } from '../api/call.ts';
import { endpoints } from '../api/endpoints.ts';
import { Problem } from '../api/problem.ts';
import { ConnectionNotice } from '../app/connection-notice.tsx';
import { Button } from '../components/button.tsx';
import { CommandLine } from '../components/command-line.tsx';
import { Logo } from '../components/logo.tsx';
import { ProblemNotice } from '../components/problem-notice.tsx';
import { usePageTitle } from '../state/page-title.ts';
import { sessionOpened } from '../state/session.ts';
import { useAction } from '../state/use-action.ts';
import '../components/field.css';
import './login-page.css';

/** Exchanges the admin token for a session, then shows the page that was asked for. */
export function LoginPage(): JSX.Element {
  usePageTitle('Sign in');
  const token = useSignal('');
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  const login = useAction(async () => {
    await call(endpoints.login, { body: { token: token.value.trim() } });
    sessionOpened();
  });
  const submit = (event: Event): void => {
    event.preventDefault();
    login.run();
  };
  return (
    <main class="login">
      <ConnectionNotice />
      <form class="login-form" onSubmit={submit}>
        <div class="login-brand">
          <Logo />
          <h1>Sign in to raibid-ci</h1>
        </div>
        <label class="field">
          <span>Admin token</span>
          <input
            type="password"
            name="token"
            autoComplete="current-password"
            spellcheck={false}
            required
            ref={input}
            value={token.value}
            onInput={(event) => {
              token.value = event.currentTarget.value;
            }}
          />
        </label>
        <ProblemNotice problem={forThisPage(login.problem.value)} />
        <Button kind="primary" type="submit" busy={login.busy.value}>
          Sign in
        </Button>
        <div class="login-help soft">
          <p>The token was made when the server first started. On that machine, show it with:</p>
          <CommandLine command="raibid-cli token" />
        </div>
      </form>
    </main>
  );
}

/** A refused token in words of this page: the server's hint is for the command line. */
function forThisPage(problem: Problem | null): Problem | null {
  if (problem?.code !== 'unauthorized') return problem;
  return new Problem(problem.status, {
    code: problem.code,
    title: 'This token is not taken',
    message: problem.message,
    hint: 'Copy it again, whole.',
  });
}
