import { type AgentClass, classOf, describeNoClass } from './agent-classes.ts';
import type { EngineEnv } from './run-draft.ts';

/**
 * What `advance` needs to know of the world, from a table of agent classes. `now` in milliseconds since 1970; `retentionDays`:
 * how long runs are kept here.
 */
export function engineEnv(classes: AgentClass[], now: number, retentionDays?: number): EngineEnv {
  return {
    now,
    ...(retentionDays !== undefined && { retentionDays }),
    classOf: (labels) => classOf(classes, labels),
    describeNoClass: (labels) => describeNoClass(classes, labels),
  };
}
