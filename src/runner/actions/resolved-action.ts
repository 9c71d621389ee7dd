import type { ActionPlan } from '../../workflow/action/action-plan.ts';

/** An action whose files lie in the job's place. */
export interface ResolvedAction {
  plan: ActionPlan;
  /** Its folder, as the job sees it. */
  folder: string;
  /** Path of the action file, for error messages. */
  file: string;
  /** `github.action_repository` and `github.action_ref`; null for an action of the workspace. */
  origin: { repository: string; ref: string } | null;
}
