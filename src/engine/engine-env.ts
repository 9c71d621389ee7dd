import { type AgentClass, classOf, describeNoClass } from './agent-classes.ts';
import type { EngineEnv } from './run-draft.ts';

/** What `advance` needs to know of the world, from a table of agent classes. `now` in milliseconds since 1970. */
export function engineEnv(classes: AgentClass[], now: number): EngineEnv {
  return {
    now,
    classOf: (labels) => classOf(classes, labels),
    describeNoClass: (labels) => describeNoClass(classes, labels),
  };
}
