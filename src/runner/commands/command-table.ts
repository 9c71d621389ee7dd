import type { JobRuntime } from '../job/job-runtime.ts';
import type { StepRun } from '../steps/step-run.ts';
import { addIssue, addWarning, type Issue } from './issues.ts';
import { addMatcher, removeMatcher } from './matcher-commands.ts';
import type { WorkflowCommand } from './parse-command.ts';
import { pathInWorkspace } from './workspace-path.ts';

interface CommandEntry {
  /** Not repeated in the log under `::echo::on`: its data is shown anyway, or secret. */
  quiet: boolean;
  run(runtime: JobRuntime, step: StepRun, command: WorkflowCommand): Promise<void> | void;
}

/** The variable that allows `::set-env::` and `::add-path::`, which let any printed text change later steps. */
const unsecureCommands = 'ACTIONS_ALLOW_UNSECURE_COMMANDS';

/** All workflow commands but `stop-commands`, which the handler itself knows. */
export const commandTable: ReadonlyMap<string, CommandEntry> = new Map<string, CommandEntry>([
  ['error', { quiet: true, run: issue('error') }],
  ['warning', { quiet: true, run: issue('warning') }],
  ['notice', { quiet: true, run: issue('notice') }],
  ['debug', { quiet: true, run: debug }],
  ['group', { quiet: false, run: (runtime, step, { data }) => runtime.log.line(step.index, `##[group]${data}`) }],
  ['endgroup', { quiet: false, run: (runtime, step) => runtime.log.line(step.index, '##[endgroup]') }],
  ['add-mask', { quiet: true, run: addMask }],
  ['echo', { quiet: false, run: echo }],
  ['set-output', { quiet: false, run: setOutput }],
  ['save-state', { quiet: false, run: saveState }],
  ['set-env', { quiet: false, run: setEnv }],
  ['add-path', { quiet: false, run: addPath }],
  ['add-matcher', { quiet: false, run: addMatcher }],
  ['remove-matcher', { quiet: false, run: removeMatcher }],
]);

function issue(level: Issue['level']): CommandEntry['run'] {
  return (runtime, step, { properties, data }) =>
    addIssue(runtime, step.index, { level, message: data, ...placeOf(properties, runtime) });
}

function placeOf(properties: Record<string, string>, runtime: JobRuntime): Partial<Issue> {
  const { file, title } = properties;
  const start = numberOf(properties.line ?? properties.endline);
  const end = numberOf(properties.endline);
  const column = numberOf(properties.col ?? properties.endcolumn);
  const endColumn = numberOf(properties.endcolumn);
  const oneLine = start !== undefined && (end === undefined || end === start);
  return {
    ...(file !== undefined && { file: pathInWorkspace(file, runtime) ?? file }),
    ...(title !== undefined && { title }),
    ...(start !== undefined && { line: start }),
    ...(start !== undefined && end !== undefined && end >= start && { endLine: end }),
    // Columns only make sense within one line: GitHub drops them otherwise.
    ...(oneLine && column !== undefined && { column }),
    ...(oneLine && column !== undefined && endColumn !== undefined && endColumn >= column && { endColumn }),
  };
}

function numberOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,9}$/.test(text.trim()) ? Number(text) : undefined;
}

function debug(runtime: JobRuntime, step: StepRun, { data }: WorkflowCommand): Promise<void> | void {
  if (runtime.debug) return runtime.log.line(step.index, `##[debug]${data}`);
}

async function addMask(runtime: JobRuntime, step: StepRun, { data }: WorkflowCommand): Promise<void> {
  if (data.trim() === '') {
    await addWarning(runtime, step.index, "Can't add secret mask for empty string in ##[add-mask] command.");
    return;
  }
  runtime.log.masker.add(data);
  if (step.echo) await runtime.log.line(step.index, '::add-mask::***');
}

function echo(_runtime: JobRuntime, step: StepRun, { data }: WorkflowCommand): void {
  const value = data.trim().toLowerCase();
  if (value !== 'on' && value !== 'off')
    throw new Error(`Invalid echo command value '${data}'. Possible values: on, off.`);
  step.echo = value === 'on';
}

async function setOutput(runtime: JobRuntime, step: StepRun, command: WorkflowCommand): Promise<void> {
  await deprecated(runtime, step, command);
  step.outputs[nameOf(command)] = command.data;
}

async function saveState(runtime: JobRuntime, step: StepRun, command: WorkflowCommand): Promise<void> {
  await deprecated(runtime, step, command);
  step.state[nameOf(command)] = command.data;
}

function deprecated(runtime: JobRuntime, step: StepRun, command: WorkflowCommand): Promise<void> {
  const file = command.name === 'set-output' ? 'GITHUB_OUTPUT' : 'GITHUB_STATE';
  return addWarning(
    runtime,
    step.index,
    `The \`${command.name}\` command is deprecated. Please write to the file $${file} instead.`,
  );
}

function setEnv(runtime: JobRuntime, step: StepRun, command: WorkflowCommand): void {
  allowUnsecure(step, command);
  const name = nameOf(command);
  if (name.toUpperCase() === 'NODE_OPTIONS')
    throw new Error("Can't update NODE_OPTIONS environment variable using ::set-env:: command.");
  runtime.env[name] = command.data;
}

function addPath(runtime: JobRuntime, step: StepRun, command: WorkflowCommand): void {
  allowUnsecure(step, command);
  if (command.data === '') throw new Error('The path must not be empty.');
  runtime.prependPath.push(command.data);
}

function allowUnsecure(step: StepRun, command: WorkflowCommand): void {
  if (step.env[unsecureCommands]?.toLowerCase() === 'true') return;
  const file = command.name === 'set-env' ? 'GITHUB_ENV' : 'GITHUB_PATH';
  throw new Error(
    `The \`${command.name}\` command is disabled. Write to the file $${file} instead, or set ${unsecureCommands} to true.`,
  );
}

function nameOf(command: WorkflowCommand): string {
  const name = command.properties.name ?? '';
  if (name === '') throw new Error(`Required field 'name' is missing in ##[${command.name}] command.`);
  return name;
}
