import type { Annotation } from '../../contract/job-message.ts';
import type { JobRuntime } from '../job/job-runtime.ts';

export type Issue = Omit<Annotation, 'step'>;

/** Longer messages are cut in the annotation; the log has them whole. */
const messageLimit = 4096;

/**
 * Shows an error, warning or notice in the log and keeps it as an annotation, masked. `shown`: what the log has instead of
 * the message.
 */
export async function addIssue(runtime: JobRuntime, step: number, issue: Issue, shown = issue.message): Promise<void> {
  const { masker } = runtime.log;
  const [first = '', ...more] = shown.split(/\r\n|\r|\n/);
  await runtime.log.line(step, `##[${issue.level}]${first}`);
  for (const line of more) await runtime.log.line(step, line);
  if (runtime.annotations.length >= runtime.limits.annotations) return;
  runtime.annotations.push({
    ...issue,
    message: masker.mask(issue.message).slice(0, messageLimit),
    ...(issue.title !== undefined && { title: masker.mask(issue.title).slice(0, messageLimit) }),
    ...(issue.file !== undefined && { file: masker.mask(issue.file).slice(0, messageLimit) }),
    step,
  });
}

/** An error in the log and among the annotations. */
export function addError(runtime: JobRuntime, step: number, message: string): Promise<void> {
  return addIssue(runtime, step, { level: 'error', message });
}

export function addWarning(runtime: JobRuntime, step: number, message: string): Promise<void> {
  return addIssue(runtime, step, { level: 'warning', message });
}
