import type { JobSpec } from '../contract/job-message.ts';
import { evaluateString } from './expressions/evaluate.ts';

/**
 * The secrets of a job in a called workflow: each call on the way hands on those it names, under the names it gives
 * them. `GITHUB_TOKEN` is there for every call. A secret that does not exist is empty, as on GitHub, and handed on as
 * absent. Throws `expression_invalid`.
 */
export function passSecrets(
  spec: Pick<JobSpec, 'passedSecrets' | 'github' | 'vars'>,
  all: Record<string, string>,
  jobToken: string,
): Record<string, string> {
  let secrets = all;
  for (const { values, contexts, file } of spec.passedSecrets ?? []) {
    const scope = {
      contexts: { github: spec.github, vars: spec.vars, ...contexts, secrets: { ...secrets, GITHUB_TOKEN: jobToken } },
      file,
    };
    const passed = Object.entries(values).map(([name, value]) => [name, evaluateString(value, scope)] as const);
    secrets = Object.fromEntries(passed.filter(([, value]) => value !== ''));
  }
  return secrets;
}
