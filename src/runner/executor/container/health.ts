import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { RaibidError } from '../../../shared/errors.ts';
import type { HealthOptions } from '../../../workflow/containers/container-options.ts';
import type { Podman } from './podman.ts';

/** Asked at least so often, whatever the interval: a service that is ready need not wait. Milliseconds. */
const mostBetween = 1000;

/** What podman is told of the health of a service; when it is asked, the runner decides. */
export function healthFlags({ command, timeout, disabled }: HealthOptions): string[] {
  if (disabled) return ['--no-healthcheck'];
  return command === null ? [] : [`--health-cmd=${command}`, `--health-timeout=${Math.max(timeout, 1000)}ms`];
}

/**
 * Waits until a service is healthy. One without a health check is ready at once. Rejects with `container_failed` when
 * it has ended, or is not healthy when its start period and all its retries are over.
 */
export async function waitForHealth(
  podman: Podman,
  service: { name: string; id: string },
  health: HealthOptions,
  signal: AbortSignal,
): Promise<void> {
  const { name, id } = service;
  if (health.disabled || !(await hasHealthCheck(podman, id))) return assertRunning(podman, name, id);
  const end = performance.now() + health.startPeriod + health.interval * Math.max(health.retries, 1);
  const pause = Math.min(health.interval, mostBetween);
  for (;;) {
    signal.throwIfAborted();
    if ((await podman.run(['healthcheck', 'run', id])).code === 0) return;
    await assertRunning(podman, name, id);
    if (performance.now() > end) throw await notReady(podman, id, `The service ${name} did not become healthy`);
    await delay(pause, undefined, { signal });
  }
}

const inspectedSchema = z.array(
  z.object({
    Config: z.object({ Healthcheck: z.object({ Test: z.array(z.string()).nullish() }).nullish() }),
    State: z.object({ Running: z.boolean(), ExitCode: z.number() }),
  }),
);

async function inspect(podman: Podman, id: string): Promise<z.infer<typeof inspectedSchema>[number] | undefined> {
  return inspectedSchema.parse(JSON.parse(await podman.ask('The container is gone', ['inspect', id])))[0];
}

async function hasHealthCheck(podman: Podman, id: string): Promise<boolean> {
  const test = (await inspect(podman, id))?.Config.Healthcheck?.Test ?? [];
  return test.length > 0 && test[0] !== 'NONE';
}

async function assertRunning(podman: Podman, name: string, id: string): Promise<void> {
  const state = (await inspect(podman, id))?.State;
  if (state?.Running) return;
  throw await notReady(podman, id, `The service ${name} has ended with exit code ${state?.ExitCode ?? 'unknown'}`);
}

/** With the last lines of its log, which say why. */
async function notReady(podman: Podman, id: string, what: string): Promise<RaibidError> {
  const { stdout, stderr } = await podman.run(['logs', '--tail', '20', id]);
  const log = `${stdout.toString()}${stderr}`.trim();
  return new RaibidError('container_failed', log === '' ? `${what}.` : `${what}. Its last lines:\n${log}`);
}
