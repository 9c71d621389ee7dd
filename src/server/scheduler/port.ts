import type { WorkflowList } from '../../contract/views.ts';
import type { RefChange } from '../../store/port/deliveries.ts';
import type { RepositoryRecord } from '../../store/port/repositories.ts';
import type { ForgeEvent } from '../forge/events.ts';
import type { JobPush } from './job-pushes.ts';

/** A wish to start one workflow by hand. */
export interface DispatchRequest {
  repositoryId: string;
  /** File name or path of the workflow. */
  workflow: string;
  /** Branch, tag or full ref; the default branch when absent. */
  ref?: string | undefined;
  inputs: Record<string, string | number | boolean>;
  actor: string;
}

/** What the rest of the server asks of the scheduler. */
export interface Scheduler {
  /**
   * After a push was accepted: creates the deliveries and runs of these changes before it resolves, exactly once,
   * whatever the ledger comparison does at the same time. A delivery that fails is made up for by that comparison.
   * With `quiet` the ledger moves and no run starts: a job pushed with its own token, and must not start itself.
   */
  refsChanged(changes: RefChange[], actor: string, quiet?: boolean): Promise<{ runIds: string[] }>;
  /** Compares the forge's refs of a repository with the ledger now and creates what is missing. */
  reconcile(repositoryId: string): Promise<{ runIds: string[] }>;
  /**
   * Creates the runs of an event that a forge reported, exactly once, whatever order reports come in. `receipts` name
   * the report; a replay creates nothing.
   */
  forgeEvent(repository: RepositoryRecord, event: ForgeEvent, receipts: string[]): Promise<{ runIds: string[] }>;
  /** Takes the refs and pull requests that a repository has now as processed: no run starts for them. */
  takeAsProcessed(repository: RepositoryRecord): Promise<void>;
  /** A job is about to push this to a forge with its own token: the moved refs will start nothing. */
  expectJobPush(changes: RefChange[]): JobPush;
  /** The workflows at a branch or tag; the default branch when absent. `not_found` when it is not there. */
  workflows(repositoryId: string, ref: string | undefined): Promise<WorkflowList>;
  /** Starts a workflow by hand; `not_found`, `input_invalid`, `workflow_invalid` when it cannot be. */
  dispatch(request: DispatchRequest): Promise<{ runId: string }>;
}
