import type { ComponentContext } from './context.ts';
import type { SecretRecipe } from './secrets/recipe.ts';

/**
 * One component of the platform as a set of functions. Each has a folder below src/provision with a file for each
 * function (`plan.ts`, `apply.ts`, `verify.ts`, `remove.ts`, `backup.ts`, `restore.ts`) and `component.ts`, which puts
 * them together. What it is called and what must be there before it stands in infra/components.yaml.
 */
export interface Component {
  /**
   * What `apply` would change; empty when everything is as wanted. Only reads, and answers on an empty cluster too.
   * Order is the order in which it would be done.
   */
  plan(context: ComponentContext): Promise<Change[]>;
  /**
   * Makes everything as wanted, and waits until it runs. May find the leftovers of a run that was killed at any point.
   * What it makes anew it registers with `context.onFailure`. Throws `provision_failed` with what to look at.
   */
  apply(context: ComponentContext): Promise<void>;
  /** A smoke test of what the component is for. Throws `provision_failed` when it does not do it. Leaves nothing. */
  verify(context: ComponentContext): Promise<Evidence[]>;
  /** Takes everything away, data too. Answers quietly where nothing is left. */
  remove(context: ComponentContext): Promise<void>;
  /** Secrets that are made here even where Git owns the rest, since they are never in Git. */
  secrets?: readonly SecretRecipe[];
  /** Writes the component's data into an empty folder. Absent: it keeps none. */
  backup?(context: ComponentContext, folder: string): Promise<void>;
  /** Replaces the component's data by what `backup` wrote into a folder. */
  restore?(context: ComponentContext, folder: string): Promise<void>;
}

/** One line of a plan. */
export interface Change {
  action: 'create' | 'update' | 'delete' | 'recover';
  /** Kind and name, such as `Namespace raibid-redis` or `release redis`. */
  what: string;
  /** Why, or from what to what: `7.0.14 -> 7.0.15`. */
  detail?: string;
}

/** One thing that a smoke test saw, as a sentence: `a push came back by pull with the same commit`. */
export type Evidence = string;
