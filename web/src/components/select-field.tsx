import type { JSX } from 'preact';
import './select-field.css';

interface SelectFieldProps {
  label: string;
  /** Empty: all. */
  value: string;
  /** Values with their texts. A current value that is not among them is offered too. */
  options: [string, string][];
  onChange: (value: string) => void;
}

/** A choice whose first entry, all, carries its name: no label takes room beside it. */
export function SelectField({ label, value, options, onChange }: SelectFieldProps): JSX.Element {
  const known = value === '' || options.some(([option]) => option === value);
  const all: [string, string][] = known ? options : [...options, [value, value]];
  return (
    <select
      class={value === '' ? 'select-field' : 'select-field select-field-set'}
      aria-label={label}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    >
      <option value="">{label}: all</option>
      {all.map(([option, text]) => (
        <option key={option} value={option}>
          {text}
        </option>
      ))}
    </select>
  );
}
