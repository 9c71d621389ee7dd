import type { JSX } from 'preact';
import type { z } from 'zod';
import type { deadLetterSchema } from '../../../src/contract/views.ts';
import { call } from '../api/call.ts';
import { endpoints } from '../api/endpoints.ts';
import { Age } from '../components/age.tsx';
import { Button } from '../components/button.tsx';
import { ProblemNotice } from '../components/problem-notice.tsx';
import { Sign } from '../components/sign.tsx';
import { Words } from '../components/words.tsx';
import { jobPath } from '../router/page.ts';
import { useAction } from '../state/use-action.ts';
import './dead-letter-row.css';

interface DeadLetterRowProps {
  letter: z.infer<typeof deadLetterSchema>;
  onRetried: () => void;
}

/** A job that was given up, with the reason and a way to take it up again. */
export function DeadLetterRow({ letter, onRetried }: DeadLetterRowProps): JSX.Element {
  const retry = useAction(async () => {
    await call(endpoints.retryJob, { params: { jobId: letter.jobId } });
    onRetried();
  });
  return (
    <li class="dead-letter">
      <Sign tone="failure" />
      <div class="dead-letter-text">
        <a href={jobPath(letter.jobId)}>{letter.name}</a>
        <p class="soft">
          <Words text={letter.reason} /> · <Age at={letter.at} />
        </p>
        <ProblemNotice problem={retry.problem.value} />
      </div>
      <Button onClick={retry.run} busy={retry.busy.value}>
        Retry
      </Button>
    </li>
  );
}
