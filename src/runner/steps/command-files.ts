import { randomUUID } from 'node:crypto';
import { isRaibidError } from '../../shared/errors.ts';
import { parseEnvFile } from '../commands/env-file.ts';
import { addError, addIssue, addWarning } from '../commands/issues.ts';
import type { SmallFile } from '../executor/port.ts';
import type { JobRuntime } from '../job/job-runtime.ts';
import { isReservedVariable } from '../job/process-env.ts';
import type { StepRun } from './step-run.ts';

/** The files through which a step speaks to later ones: member of the `github` context, and its file's first name. */
const commandFiles = {
  env: 'set_env_',
  path: 'add_path_',
  output: 'set_output_',
  state: 'save_state_',
  step_summary: 'step_summary_',
} as const;

/** A longer script is sent by itself, as a stream. */
const smallScript = 16 * 1024;

type CommandFile = keyof typeof commandFiles;
export type CommandFilePaths = Record<CommandFile, string>;

const kinds = ['env', 'path', 'output', 'state', 'step_summary'] as const satisfies CommandFile[];

/**
 * Makes the empty files of one process and answers their paths, which belong into the `github` context. `script`: what
 * else it needs, in the same trip to where the job is.
 */
export async function createCommandFiles(runtime: JobRuntime, script?: SmallFile): Promise<CommandFilePaths> {
  const paths = pathsOf(runtime, runtime.nextCommandFiles ?? randomUUID());
  runtime.nextCommandFiles = null;
  const empty = kinds.map((kind) => ({ path: paths[kind], content: '' }));
  const together = script !== undefined && script.content.length <= smallScript;
  await runtime.executor.writeFiles(together ? [...empty, script] : empty);
  if (script !== undefined && !together) await runtime.executor.write(script.path, script.content);
  return paths;
}

function pathsOf({ executor }: JobRuntime, id: string): CommandFilePaths {
  const pathOf = (kind: CommandFile) => `${executor.layout.temp}/_runner_file_commands/${commandFiles[kind]}${id}`;
  return {
    env: pathOf('env'),
    path: pathOf('path'),
    output: pathOf('output'),
    state: pathOf('state'),
    step_summary: pathOf('step_summary'),
  };
}

/**
 * Takes over what the process wrote. A malformed file fails the step, in words. The files and the script are removed;
 * those that nobody wrote to wait under new names for the next process, so that what writes to the old ones too late is
 * not taken for its words.
 */
export async function applyCommandFiles(
  runtime: JobRuntime,
  step: StepRun,
  paths: CommandFilePaths,
  script?: SmallFile,
): Promise<void> {
  const nextId = randomUUID();
  const next = pathsOf(runtime, nextId);
  const wanted = kinds.map((kind) => ({ path: paths[kind], maxBytes: limitOf(runtime, kind), next: next[kind] }));
  const rest = script === undefined ? [] : [{ path: script.path, maxBytes: null }];
  const contents = await runtime.executor.takeFiles([...wanted, ...rest]);
  runtime.nextCommandFiles = nextId;
  for (const [nth, kind] of kinds.entries()) {
    try {
      const content = contents[nth] ?? null;
      if (content instanceof Error) throw content;
      if (content !== null && content.length > 0) await appliers[kind](runtime, step, content.toString());
    } catch (error) {
      if (isRaibidError(error, 'unreachable')) throw error;
      if (kind === 'step_summary' && isRaibidError(error, 'too_large')) {
        await refuseSummary(runtime, step);
        continue;
      }
      step.commandFailed = true;
      await addError(runtime, step.index, `Unable to process file command '${kind}' successfully.`);
      await addError(runtime, step.index, error instanceof Error ? error.message : String(error));
    }
  }
}

function limitOf({ limits }: JobRuntime, kind: CommandFile): number {
  return kind === 'step_summary' ? limits.summaryBytes : limits.commandFileBytes;
}

const appliers: Record<CommandFile, (runtime: JobRuntime, step: StepRun, content: string) => Promise<void> | void> = {
  env: async (runtime, step, content) => {
    for (const [name, value] of parseEnvFile(content)) {
      const refusal = refusalOf(name);
      if (refusal === null) runtime.env[name] = value;
      else await addIssue(runtime, step.index, refusal);
    }
  },
  path: (runtime, _step, content) => {
    for (const line of content.split(/\r?\n/).filter((entry) => entry !== '')) {
      const known = runtime.prependPath.indexOf(line);
      if (known !== -1) runtime.prependPath.splice(known, 1);
      runtime.prependPath.push(line);
    }
  },
  output: (_runtime, step, content) => {
    Object.assign(step.outputs, Object.fromEntries(parseEnvFile(content)));
  },
  state: (_runtime, step, content) => {
    Object.assign(step.state, Object.fromEntries(parseEnvFile(content)));
  },
  step_summary: (runtime, step, content) => addSummary(runtime, step, content),
};

/** NODE_OPTIONS would run code in every later action; the default variables cannot change. */
function refusalOf(name: string): { level: 'error' | 'warning'; message: string } | null {
  const message = `Can't store ${name} output parameter using '$GITHUB_ENV' command.`;
  if (name.toUpperCase() === 'NODE_OPTIONS') return { level: 'error', message };
  if (isReservedVariable(name)) return { level: 'warning', message: `${message} It is a default variable.` };
  return null;
}

async function addSummary(runtime: JobRuntime, step: StepRun, content: string): Promise<void> {
  const masked = content
    .split('\n')
    .map((line) => runtime.log.masker.mask(line))
    .join('\n');
  const bytes = Buffer.byteLength(masked);
  if (runtime.summary.bytes + bytes > runtime.limits.summaryBytes) {
    await refuseSummary(runtime, step);
    return;
  }
  runtime.summary.bytes += bytes + 1;
  runtime.summary.parts.push(masked);
}

/** A summary is for reading only: one that is too large fails no step. */
function refuseSummary(runtime: JobRuntime, step: StepRun): Promise<void> {
  const limit = runtime.limits.summaryBytes / 1024;
  return addWarning(runtime, step.index, `The summary of the job is over ${limit} KiB: this step's part is left out.`);
}
