import { z } from 'zod';
import type { Template } from '../../contract/template.ts';
import { RaibidError } from '../../shared/errors.ts';
import { type ContainerSpec, containerSpecSchema } from '../../workflow/containers/container-spec.ts';
import type { Executor, JobContainers } from '../executor/port.ts';
import { setUpStep } from '../log/job-log.ts';
import { stepEvaluator } from '../steps/step-evaluator.ts';
import type { StepEvaluator, StepScope } from '../steps/step-run.ts';
import type { JobRuntime } from './job-runtime.ts';

/** Evaluates `container` and `services` of the job and starts them; nothing where it has none. */
export async function startJobContainers(runtime: JobRuntime, scope: StepScope): Promise<void> {
  const { job, executor } = runtime;
  if (job.container === undefined && job.services === undefined) return;
  const places = containersOf(executor);
  const evaluate = stepEvaluator(runtime, scope, runtime.github, runtime.env);
  const container = job.container === undefined ? null : await specOf(evaluate, 'container', job.container);
  const services: Record<string, ContainerSpec> = {};
  for (const [name, template] of Object.entries(job.services ?? {})) {
    const spec = await specOf(evaluate, `services.${name}`, template);
    if (spec !== null) services[name] = spec;
  }
  const show = (line: string) => runtime.log.line(setUpStep, line);
  await show('##[group]Starting containers');
  runtime.containers = await places.start({ container, services }, runtime.cancellation.signal, show);
  await show('##[endgroup]');
  const inside = runtime.containers.container;
  if (inside !== null) Object.assign(runtime.facts, { baseEnv: inside.environment, node: inside.node });
}

/** What starts containers beside the job. Rejects with `workflow_unsupported` where there can be none. */
export function containersOf({ containers }: Executor): JobContainers {
  if (containers !== undefined) return containers;
  throw new RaibidError('workflow_unsupported', 'This job wants containers, and where it runs there can be none.', {
    hint: 'Agents in pods of a cluster have no podman: run it on an agent of a machine, or install what it needs in a step.',
  });
}

/** An empty image means none, as on GitHub. */
async function specOf(evaluate: StepEvaluator, name: string, template: Template): Promise<ContainerSpec | null> {
  const value = await evaluate.value(template);
  const image = typeof value === 'object' && value !== null && !Array.isArray(value) ? value.image : value;
  if (image === '' || image === null) return null;
  const parsed = containerSpecSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new RaibidError('workflow_invalid', `\`${name}\` cannot be used:\n${z.prettifyError(parsed.error)}`);
}
