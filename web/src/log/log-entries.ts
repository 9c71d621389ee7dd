import type { StepState } from '../../../src/contract/job-message.ts';
import type { LogSection } from './log-lines.ts';

/** A heading in the log: a step with its lines, or a step that has written nothing. */
export interface LogEntry {
  /** Stable while the log grows: people open and close entries by it. */
  id: string;
  title: string;
  step: StepState | null;
  section: LogSection | null;
}

const beforeSteps = 'Set up job';
const betweenSteps = 'Agent';
const afterSteps = 'Complete job';

/** All headings in reading order: the sections of the log, with silent steps put where they belong. */
export function logEntries(sections: LogSection[], steps: StepState[]): LogEntry[] {
  const entries: LogEntry[] = [];
  const shown = new Set<number>();
  const showSilentSteps = (before: number): void => {
    for (const step of steps) {
      if (step.index >= before || shown.has(step.index)) continue;
      if (sections.some((section) => section.step === step.index)) continue;
      shown.add(step.index);
      entries.push({ id: `step-${step.index}`, title: step.name, step, section: null });
    }
  };
  sections.forEach((section, position) => {
    const last = position === sections.length - 1;
    const closing = section.step === -1 && position > 0 && last;
    showSilentSteps(closing ? Number.POSITIVE_INFINITY : section.step);
    const step = steps.find((candidate) => candidate.index === section.step) ?? null;
    const agentTitle = position === 0 ? beforeSteps : last ? afterSteps : betweenSteps;
    const title = step?.name ?? (section.step === -1 ? agentTitle : `Step ${section.step + 1}`);
    entries.push({ id: `line-${section.start}`, title, step, section });
  });
  showSilentSteps(Number.POSITIVE_INFINITY);
  return entries;
}
