import type { WorkflowPlan } from '../../contract/plan.ts';
import { RaibidError } from '../../shared/errors.ts';
import { randomId } from '../../shared/ids.ts';
import type { RepositoryRecord } from '../../store/port/repositories.ts';
import { resolveInputs } from '../../workflow/inputs.ts';
import type { WorkflowFile } from '../forge/port.ts';
import { type FilesOfCommit, parseAmong } from './parse-among.ts';
import { plannedRun } from './plan-event.ts';
import type { DispatchRequest } from './port.ts';
import { commonPayload } from './push-payload.ts';
import { headlineOf } from './push-runs.ts';
import type { LedgerDeps } from './ref-ledger.ts';
import { resolveRef } from './resolve-ref.ts';

/** Starts one workflow by hand, at the newest commit of a branch or tag. */
export async function dispatchWorkflow(
  deps: LedgerDeps,
  repository: RepositoryRecord,
  request: DispatchRequest,
): Promise<{ runId: string }> {
  const refs = await deps.forge.refs(repository);
  const { ref, sha } = resolveRef(refs, request.ref ?? repository.defaultBranch, repository.fullName);
  const reader = deps.forge.commits(repository);
  const head = await reader.commit(sha);
  const files = { repository, files: await reader.listWorkflows(head.sha), elsewhere: deps.elsewhere };
  const plan = await findWorkflow(files, request.workflow, ref);
  const definitions = plan.on.workflow_dispatch?.inputs;
  if (definitions === undefined) {
    throw new RaibidError('conflict', `${plan.path} has no \`workflow_dispatch\` trigger at ${ref}.`, {
      hint: 'Add `workflow_dispatch:` under `on:` and push it.',
    });
  }
  const inputs = resolveInputs(definitions, request.inputs);
  const { actor } = request;
  const payload = { ...commonPayload(repository, actor), inputs, ref, workflow: plan.path };
  const trigger = {
    event: 'workflow_dispatch' as const,
    ref,
    sha: head.sha,
    actor,
    headline: headlineOf(head),
    payload,
    trust: 'repository' as const,
  };
  const at = deps.clock.now();
  const run = plannedRun({ repository, trigger, at }, plan, inputs);
  const key = `dispatch:${repository.id}:${randomId()}`;
  const { runIds } = await deps.store.deliveries.create({ key, at, change: null, runs: [run] });
  return { runId: runIds[0] ?? '' };
}

/** As `raibid-cli run` takes it: the whole path, the file's name, or that without its ending. */
function isPathOf(path: string, wanted: string): boolean {
  return [path, path.replace(/\.ya?ml$/, '')].some((known) => known === wanted || known.endsWith(`/${wanted}`));
}

/** The first file whose workflow has this `name:`. */
async function fileNamed(commit: FilesOfCommit, name: string): Promise<WorkflowFile | undefined> {
  for (const file of commit.files) {
    const parsed = await parseAmong(commit, file);
    if (parsed.ok && parsed.plan.name === name) return file;
  }
  return undefined;
}

async function findWorkflow(commit: FilesOfCommit, wanted: string, ref: string): Promise<WorkflowPlan> {
  const { files } = commit;
  const file = files.find(({ path }) => isPathOf(path, wanted)) ?? (await fileNamed(commit, wanted));
  if (file === undefined) {
    const known = files.map(({ path }) => path).join(', ') || 'none';
    throw new RaibidError('not_found', `There is no workflow "${wanted}" at ${ref}; there are: ${known}.`);
  }
  const parsed = await parseAmong(commit, file);
  if (parsed.ok) return parsed.plan;
  const [problem] = parsed.problems;
  if (problem === undefined) throw new RaibidError('workflow_invalid', `${file.path} is invalid.`);
  const { code, message, line, column, hint } = problem;
  throw new RaibidError(code, message, { at: { file: file.path, line, column }, hint });
}
