import type { JobRuntime } from '../job/job-runtime.ts';
import { type MatcherDefinition, parseMatcherFile } from '../matchers/matcher-file.ts';
import type { StepRun } from '../steps/step-run.ts';
import type { WorkflowCommand } from './parse-command.ts';
import { pathInJob } from './workspace-path.ts';

const fileBytes = 256 * 1024;

/** `::add-matcher::file`: its matchers look at the lines of this step and of all later ones. */
export async function addMatcher(runtime: JobRuntime, step: StepRun, { data }: WorkflowCommand): Promise<void> {
  const definitions = await readMatchers(runtime, data);
  for (const one of definitions) runtime.matchers.add(one);
  await runtime.log.line(step.index, `Added problem matchers: ${definitions.map((one) => one.owner).join(', ')}`);
}

/** `::remove-matcher owner=x::`, or `::remove-matcher::file` for those of a file. */
export async function removeMatcher(runtime: JobRuntime, step: StepRun, command: WorkflowCommand): Promise<void> {
  const { owner = '' } = command.properties;
  const owners = owner === '' ? (await readMatchers(runtime, command.data)).map((one) => one.owner) : [owner];
  for (const one of owners) runtime.matchers.remove(one);
  await runtime.log.line(step.index, `Removed problem matchers: ${owners.join(', ')}`);
}

async function readMatchers(runtime: JobRuntime, file: string): Promise<MatcherDefinition[]> {
  if (file === '') throw new Error('A file of problem matchers must be named.');
  const content = await runtime.executor.read(pathInJob(file, runtime), fileBytes);
  if (content === null) throw new Error(`The file ${file} of problem matchers is not there.`);
  return parseMatcherFile(content.toString());
}
