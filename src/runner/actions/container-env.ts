import { actionLayout, partsOfTemp } from '../executor/container/layout.ts';
import type { JobRuntime } from '../job/job-runtime.ts';
import { declaredEnv } from '../job/process-env.ts';
import type { StepRun } from '../steps/step-run.ts';

/**
 * What a container of an action gets over the environment of its image. A value that is a path of the workspace or the
 * temp folder becomes the path in the container, as on GitHub. Nothing of the machine's environment is in it.
 */
export function containerEnv(
  runtime: JobRuntime,
  step: StepRun,
  variables: Readonly<Record<string, string>>,
): Record<string, string> {
  const { workspace, temp } = runtime.executor.layout;
  const places: [string, string][] = [
    ...Object.entries(partsOfTemp).map(([name, part]): [string, string] => [`${temp}/${part}`, `/github/${name}`]),
    [temp, actionLayout.temp],
    [workspace, actionLayout.workspace],
  ];
  const inside = (value: string): string => {
    const [from, to] = places.find(([path]) => value === path || value.startsWith(`${path}/`)) ?? ['', ''];
    return to + value.slice(from.length);
  };
  const all = { CI: 'true', ...declaredEnv(runtime, step.github, variables), HOME: actionLayout.home };
  return Object.fromEntries(Object.entries(all).map(([name, value]) => [name, inside(value)]));
}
