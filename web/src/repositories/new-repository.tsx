import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { call } from '../api/call.ts';
import { endpoints } from '../api/endpoints.ts';
import { Button } from '../components/button.tsx';
import { ProblemNotice } from '../components/problem-notice.tsx';
import { useAction } from '../state/use-action.ts';
import '../components/field.css';
import './new-repository.css';

/** The same short form as on the command line: `demo` means `local/demo`. */
const defaultOwner = 'local';

/** Creates an empty repository. */
export function NewRepository({ onCreated }: { onCreated: () => void }): JSX.Element {
  const name = useSignal('');
  const create = useAction(async () => {
    const given = name.value.trim();
    const fullName = given.includes('/') ? given : `${defaultOwner}/${given}`;
    await call(endpoints.createRepository, { body: { fullName } });
    name.value = '';
    onCreated();
  });
  const submit = (event: Event): void => {
    event.preventDefault();
    create.run();
  };
  return (
    <form class="new-repository" onSubmit={submit}>
      <label class="field">
        <span>New repository</span>
        <input
          name="name"
          required
          spellcheck={false}
          autoComplete="off"
          placeholder="owner/name"
          value={name.value}
          onInput={(event) => {
            name.value = event.currentTarget.value;
          }}
        />
      </label>
      <Button kind="primary" type="submit" busy={create.busy.value}>
        Create
      </Button>
      <ProblemNotice problem={create.problem.value} />
    </form>
  );
}
