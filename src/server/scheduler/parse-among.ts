import type { Triggers } from '../../contract/plan.ts';
import type { RepositoryRecord } from '../../store/port/repositories.ts';
import { type ParsedWorkflow, parseWorkflow } from '../../workflow/parse-workflow.ts';
import type { ReadCalled } from '../../workflow/plan/resolve-calls.ts';
import type { WorkflowFile } from '../forge/port.ts';
import type { ReadElsewhere } from './read-elsewhere.ts';

/** The workflow files of a commit, which may call one another and those of other repositories. */
export interface FilesOfCommit {
  repository: RepositoryRecord;
  files: WorkflowFile[];
  elsewhere: ReadElsewhere;
}

/** Reads one of the workflow files of a commit; with those that it calls only if its triggers are wanted. */
export function parseAmong(
  { repository, files, elsewhere }: FilesOfCommit,
  file: WorkflowFile,
  isWanted?: (on: Triggers) => boolean,
): Promise<ParsedWorkflow> {
  const readCalled: ReadCalled = (called) => {
    if (called.repository !== null) return elsewhere(repository, called);
    return files.find(({ path }) => path === called.path)?.text;
  };
  return parseWorkflow(file, readCalled, isWanted);
}
