import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { IconButton } from './icon-button.tsx';
import './command-line.css';

const shownFor = 2_000;

/** A command to copy into a terminal. */
export function CommandLine({ command }: { command: string }): JSX.Element {
  const copied = useSignal(false);
  const copy = async (): Promise<void> => {
    // Browsers offer the clipboard to secure pages only; elsewhere the text can still be selected.
    await navigator.clipboard?.writeText(command);
    copied.value = navigator.clipboard !== undefined;
    setTimeout(() => {
      copied.value = false;
    }, shownFor);
  };
  return (
    <div class="command-line">
      <code>{command}</code>
      <IconButton
        icon={copied.value ? 'check' : 'copy'}
        label={copied.value ? 'Copied' : `Copy: ${command}`}
        onClick={() => void copy()}
      />
    </div>
  );
}
