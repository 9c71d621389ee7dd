import type { JSX } from 'preact';
import type { Problem } from '../api/problem.ts';
import { Sign } from './sign.tsx';
import { Words } from './words.tsx';
import './problem-notice.css';

/** What went wrong and what to do next. Nothing without a problem. */
export function ProblemNotice({ problem }: { problem: Problem | null }): JSX.Element | null {
  if (problem === null) return null;
  return (
    <div class="problem-notice" role="alert">
      <Sign tone="failure" label={false} />
      <div>
        <strong>{problem.title}</strong>
        <p>
          <Words text={problem.message} />
        </p>
        <p class="soft">
          <Words text={problem.hint} />
        </p>
      </div>
    </div>
  );
}
