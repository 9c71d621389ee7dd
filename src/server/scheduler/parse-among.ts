import type { RepositoryRecord } from '../../store/port/repositories.ts';
import { type ParsedWorkflow, parseWorkflow } from '../../workflow/parse-workflow.ts';
import type { WorkflowFile } from '../forge/port.ts';
import type { ReadElsewhere } from './read-elsewhere.ts';

/** The workflow files of a commit, which may call one another and those of other repositories. */
export interface FilesOfCommit {
  repository: RepositoryRecord;
  files: WorkflowFile[];
  elsewhere: ReadElsewhere;
}

/** Reads one of the workflow files of a commit. */
export function parseAmong(
  { repository, files, elsewhere }: FilesOfCommit,
  file: WorkflowFile,
): Promise<ParsedWorkflow> {
  return parseWorkflow(file, (called) => {
    if (called.repository !== null) return elsewhere(repository, called);
    return files.find(({ path }) => path === called.path)?.text;
  });
}
