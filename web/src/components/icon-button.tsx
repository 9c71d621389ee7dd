import type { JSX } from 'preact';
import { Icon, type IconName } from './icon.tsx';
import './icon-button.css';

interface IconButtonProps {
  icon: IconName;
  label: string;
  onClick: () => void;
  /** Set for a switch. */
  pressed?: boolean;
  disabled?: boolean;
}

/** A button that is only a drawing; its label is a tooltip and what screen readers say. */
export function IconButton({ icon, label, onClick, pressed, disabled = false }: IconButtonProps): JSX.Element {
  return (
    <button
      class="icon-button"
      type="button"
      aria-label={label}
      title={label}
      aria-pressed={pressed}
      disabled={disabled}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}
