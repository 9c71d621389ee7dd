import type { JSX } from 'preact';
import type { StepState } from '../../../src/contract/job-message.ts';
import { Icon } from '../components/icon.tsx';
import { Sign } from '../components/sign.tsx';
import { Took } from '../components/took.tsx';
import type { Tone } from '../runs/tone.ts';
import type { LogEntry } from './log-entries.ts';
import type { LogViewModel } from './log-view-model.ts';

/** State of a step as one word. */
function toneOfStep(step: StepState): Tone {
  if (step.status === 'completed') return step.conclusion ?? 'skipped';
  return step.status === 'in_progress' ? 'running' : 'queued';
}

interface LogHeadingProps {
  entry: LogEntry;
  model: LogViewModel;
  onToggle?: () => void;
}

/** A step: state, name, time. Opens and closes its lines. */
export function LogHeading({ entry, model, onToggle }: LogHeadingProps): JSX.Element {
  const open = entry.section !== null && model.folding.isEntryOpen(entry);
  const toggle = onToggle ?? (() => model.toggleEntry(entry));
  return (
    <button class="log-heading" type="button" aria-expanded={open} disabled={entry.section === null} onClick={toggle}>
      <Icon name="chevron" />
      {entry.step ? <Sign tone={toneOfStep(entry.step)} /> : <span class="log-heading-agent" />}
      <span class="log-heading-title">{entry.title}</span>
      {entry.step && entry.step.conclusion !== 'skipped' && (
        <span class="soft">
          <Took of={entry.step} />
        </span>
      )}
    </button>
  );
}
