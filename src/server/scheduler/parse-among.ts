import { type ParsedWorkflow, parseWorkflow } from '../../workflow/parse-workflow.ts';
import type { WorkflowFile } from '../forge/port.ts';

/** Reads one of the workflow files of a commit; it may call the others. */
export function parseAmong(files: WorkflowFile[], file: WorkflowFile): Promise<ParsedWorkflow> {
  return parseWorkflow(file, (path) => files.find((one) => one.path === path)?.text);
}
