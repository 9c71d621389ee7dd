import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useId } from 'preact/hooks';
import '../components/field.css';

interface RefFieldProps {
  /** The branch or tag that is shown. */
  value: string;
  /** Short names to choose from. */
  refs: string[];
  onChange: (ref: string) => void;
}

/** A branch or tag, typed or chosen; taken when the field is left or Enter is pressed. */
export function RefField({ value, refs, onChange }: RefFieldProps): JSX.Element {
  const listId = useId();
  const typed = useSignal(value);
  useEffect(() => {
    typed.value = value;
  }, [value]);
  return (
    <label class="field">
      <span>Branch or tag</span>
      <input
        list={listId}
        spellcheck={false}
        autoComplete="off"
        value={typed.value}
        onInput={(event) => {
          typed.value = event.currentTarget.value;
        }}
        onChange={() => onChange(typed.value.trim())}
      />
      <datalist id={listId}>
        {refs.map((ref) => (
          <option key={ref} value={ref} />
        ))}
      </datalist>
    </label>
  );
}
