import { posix } from 'node:path';
import { RaibidError } from '../../shared/errors.ts';
import { parseAction } from '../../workflow/action/parse-action.ts';
import type { JobRuntime } from '../job/job-runtime.ts';
import { type ActionReference, parseReference } from './action-reference.ts';
import { copyTreeIntoJob } from './copy-into-job.ts';
import type { ResolvedAction } from './resolved-action.ts';

const actionFileBytes = 1024 * 1024;

/** Finds and reads an action, fetching it first when it is remote. A container action is refused by name. */
export async function resolveAction(runtime: JobRuntime, uses: string): Promise<ResolvedAction> {
  const known = runtime.resolvedActions.get(uses);
  if (known !== undefined) return known;
  const reference = parseReference(uses);
  const action = await readAction(runtime, uses, reference);
  if (reference.kind === 'remote') runtime.resolvedActions.set(uses, action);
  return action;
}

async function readAction(runtime: JobRuntime, uses: string, reference: ActionReference): Promise<ResolvedAction> {
  const base = reference.kind === 'local' ? runtime.executor.layout.workspace : await fetchRemote(runtime, reference);
  const folder = posix.join(base, reference.path);
  const found = await readActionFile(runtime, folder);
  if (found === null) throw missing(uses, folder, reference);
  const parsed = await parseAction({ path: found.path, text: found.text });
  if (!parsed.ok) {
    const lines = parsed.problems.map((one) => `${found.path}:${one.line}:${one.column}: ${one.message}`);
    throw new RaibidError('workflow_invalid', `The action ${uses} is invalid.\n${lines.join('\n')}`);
  }
  if (parsed.action.runs.using === 'docker') throw containerRefusal(uses, parsed.action.runs.image);
  return { plan: parsed.action, folder, file: found.path, origin: originOf(reference) };
}

function originOf(reference: ActionReference): ResolvedAction['origin'] {
  if (reference.kind === 'local') return null;
  return { repository: `${reference.owner}/${reference.name}`, ref: reference.ref };
}

async function readActionFile(runtime: JobRuntime, folder: string): Promise<{ path: string; text: string } | null> {
  for (const name of ['action.yml', 'action.yaml']) {
    const path = posix.join(folder, name);
    const content = await runtime.executor.read(path, actionFileBytes);
    if (content !== null) return { path, text: content.toString() };
  }
  if ((await runtime.executor.read(posix.join(folder, 'Dockerfile'), actionFileBytes)) !== null) {
    throw containerRefusal(folder, 'Dockerfile');
  }
  return null;
}

function containerRefusal(uses: string, image: string): RaibidError {
  return new RaibidError(
    'workflow_unsupported',
    `The action ${uses} runs in a container (${image}), which is not supported.`,
    { hint: 'Use a composite or JavaScript action, or run its program in a `run` step.' },
  );
}

function missing(uses: string, folder: string, reference: ActionReference): RaibidError {
  const advice = reference.kind === 'local' ? ' Did you forget to run actions/checkout before it?' : '';
  return new RaibidError('not_found', `Can't find action.yml or action.yaml of ${uses} under '${folder}'.${advice}`);
}

/** Fetches a repository once a job and copies it into the job's place. Answers its folder there. */
async function fetchRemote(
  runtime: JobRuntime,
  reference: Extract<ActionReference, { kind: 'remote' }>,
): Promise<string> {
  const { owner, name, ref } = reference;
  const key = `${owner}/${name}@${ref}`;
  const known = runtime.fetchedActions.get(key);
  if (known !== undefined) return known;
  const { folder, sha } = await runtime.ports.actions.fetch({ owner, name, ref });
  const target = `${runtime.executor.layout.temp}/_actions/${owner}/${name}/${sha}`;
  await copyTreeIntoJob(runtime, folder, target);
  runtime.fetchedActions.set(key, target);
  return target;
}
