import type { JSX } from 'preact';
import { useId } from 'preact/hooks';
import type { InputDefinition } from '../../../src/contract/plan.ts';
import '../components/field.css';
import './input-field.css';

interface InputFieldProps {
  name: string;
  definition: InputDefinition;
  value: string | boolean;
  onChange: (value: string | boolean) => void;
}

/** One input of a workflow, in the form that its type asks for. The browser says beside it what is missing. */
export function InputField({ name, definition, value, onChange }: InputFieldProps): JSX.Element {
  const id = useId();
  const { description, required } = definition;
  const hintId = description === undefined ? undefined : `${id}-hint`;
  const isCheck = typeof value === 'boolean';
  return (
    <div class={isCheck ? 'input-field input-check' : 'input-field field'}>
      <label for={id}>
        <code>{name}</code>
        {required && !isCheck && ' (required)'}
      </label>
      {isCheck ? (
        <input
          id={id}
          type="checkbox"
          aria-describedby={hintId}
          checked={value}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      ) : (
        <TextOrChoice id={id} hintId={hintId} definition={definition} value={value} onChange={onChange} />
      )}
      {hintId !== undefined && (
        <p class="soft" id={hintId}>
          {description}
        </p>
      )}
    </div>
  );
}

interface TextOrChoiceProps {
  id: string;
  hintId: string | undefined;
  definition: InputDefinition;
  value: string;
  onChange: (value: string) => void;
}

function TextOrChoice({ id, hintId, definition, value, onChange }: TextOrChoiceProps): JSX.Element {
  const { type, required, options = [], default: preset } = definition;
  const field = { id, 'aria-describedby': hintId, required, value };
  if (type === 'choice') {
    return (
      <select {...field} onChange={(event) => onChange(event.currentTarget.value)}>
        {preset === undefined && <option value="">–</option>}
        {options.map((option) => (
          <option key={option} value={option}>
            {option}
          </option>
        ))}
      </select>
    );
  }
  const typeIn = (event: { currentTarget: HTMLInputElement }): void => onChange(event.currentTarget.value);
  if (type === 'number') return <input {...field} type="number" step="any" onInput={typeIn} />;
  return <input {...field} spellcheck={false} autoComplete="off" onInput={typeIn} />;
}
