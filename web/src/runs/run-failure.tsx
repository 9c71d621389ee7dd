import type { JSX } from 'preact';
import type { RunView } from '../../../src/contract/views.ts';
import { Sign } from '../components/sign.tsx';
import { Words } from '../components/words.tsx';
import './run-failure.css';

const titles: Record<string, string> = {
  workflow_invalid: 'The workflow file is invalid',
  workflow_unsupported: 'The workflow uses something that is not supported',
  expression_invalid: 'An expression cannot be evaluated',
};

/** Why a run could not be planned, with the place in the file. */
export function RunFailure({ failure }: { failure: RunView['failure'] }): JSX.Element | null {
  if (failure === null) return null;
  const place = [failure.file, failure.line, failure.column].filter((part) => part !== null).join(':');
  return (
    <section class="run-failure" aria-label="Why this run failed">
      <Sign tone="failure" label={false} />
      <div>
        <h2>{titles[failure.code] ?? 'This run could not go on'}</h2>
        <p class="run-failure-place mono">{place}</p>
        <p>
          <Words text={failure.message} />
        </p>
        <p class="soft">
          Correct the file and push again; <code>raibid-cli workflow lint</code> checks it before a push.
        </p>
      </div>
    </section>
  );
}
