import type { ComponentChildren, JSX } from 'preact';
import { Icon, type IconName } from './icon.tsx';
import './button.css';

interface ButtonProps {
  children: ComponentChildren;
  onClick?: () => void;
  kind?: 'primary' | 'plain' | 'danger';
  type?: 'button' | 'submit';
  icon?: IconName;
  busy?: boolean;
  disabled?: boolean;
  /** Whether what the button opens is open. */
  expanded?: boolean;
  /** Id of what it opens. */
  controls?: string;
}

/** A button with words. While busy it stays in place and takes no second click. */
export function Button(props: ButtonProps): JSX.Element {
  const { kind = 'plain', type = 'button', busy = false, disabled = false } = props;
  return (
    <button
      class={`button button-${kind}`}
      type={type}
      disabled={disabled || busy}
      aria-busy={busy}
      aria-expanded={props.expanded}
      aria-controls={props.controls}
      onClick={props.onClick}
    >
      {props.icon && <Icon name={props.icon} />}
      {props.children}
    </button>
  );
}
