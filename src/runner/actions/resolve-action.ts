import { posix } from 'node:path';
import { RaibidError } from '../../shared/errors.ts';
import { parseActionImage, usesImage } from '../../workflow/action/action-image.ts';
import type { ActionImage, ActionPlan } from '../../workflow/action/action-plan.ts';
import { parseAction } from '../../workflow/action/parse-action.ts';
import type { JobRuntime } from '../job/job-runtime.ts';
import { type ActionReference, parseReference } from './action-reference.ts';
import { copyTreeIntoJob } from './copy-into-job.ts';
import type { ResolvedAction } from './resolved-action.ts';

const actionFileBytes = 1024 * 1024;

/** Finds and reads an action, fetching it first when it is remote. An image (`docker://`) is an action without a file. */
export async function resolveAction(runtime: JobRuntime, uses: string): Promise<ResolvedAction> {
  const known = runtime.resolvedActions.get(uses);
  if (known !== undefined) return known;
  const image = usesImage(uses) ? parseActionImage(uses) : null;
  if (image !== null) {
    const action = { plan: planOf(uses, image), folder: '', file: '', origin: null };
    runtime.resolvedActions.set(uses, action);
    return action;
  }
  const reference = parseReference(uses);
  const action = await readAction(runtime, uses, reference);
  if (reference.kind === 'remote') runtime.resolvedActions.set(uses, action);
  return action;
}

async function readAction(runtime: JobRuntime, uses: string, reference: ActionReference): Promise<ResolvedAction> {
  const base = reference.kind === 'local' ? runtime.executor.layout.workspace : await fetchRemote(runtime, reference);
  const folder = posix.join(base, reference.path);
  const { plan, file } =
    (await readActionFile(runtime, uses, base, folder)) ?? (await readDockerfile(runtime, folder)) ?? {};
  if (plan === undefined || file === undefined) throw missing(uses, reference);
  return { plan, folder, file, origin: originOf(reference) };
}

function originOf(reference: ActionReference): ResolvedAction['origin'] {
  if (reference.kind === 'local') return null;
  return { repository: `${reference.owner}/${reference.name}`, ref: reference.ref };
}

type ReadAction = Pick<ResolvedAction, 'plan' | 'file'>;

/** Errors name the file as it stands in its repository, whose root is `base`. */
async function readActionFile(
  runtime: JobRuntime,
  uses: string,
  base: string,
  folder: string,
): Promise<ReadAction | null> {
  for (const name of ['action.yml', 'action.yaml']) {
    const file = posix.join(folder, name);
    const content = await runtime.executor.read(file, actionFileBytes);
    if (content === null) continue;
    const path = posix.relative(base, file);
    const parsed = await parseAction({ path, text: content.toString() });
    if (parsed.ok) return { plan: parsed.action, file };
    const lines = parsed.problems.map((one) => `${path}:${one.line}:${one.column}: ${one.message}`);
    throw new RaibidError('workflow_invalid', `The action ${uses} is invalid.\n${lines.join('\n')}`);
  }
  return null;
}

/** An action of the first days: a Dockerfile without an action file. */
async function readDockerfile(runtime: JobRuntime, folder: string): Promise<ReadAction | null> {
  const file = posix.join(folder, 'Dockerfile');
  if ((await runtime.executor.read(file, actionFileBytes)) === null) return null;
  return { plan: planOf(folder, { kind: 'build', dockerfile: 'Dockerfile' }), file };
}

function planOf(name: string, image: ActionImage): ActionPlan {
  return { name, inputs: {}, outputs: {}, runs: { using: 'docker', image } };
}

function missing(uses: string, { kind }: ActionReference): RaibidError {
  const advice = kind === 'local' ? ' Did you forget to run actions/checkout before it?' : '';
  return new RaibidError('not_found', `Can't find action.yml, action.yaml or Dockerfile of ${uses}.${advice}`);
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
