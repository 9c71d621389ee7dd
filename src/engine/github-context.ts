import type { JsonObject, JsonValue } from '../shared/json.ts';
import { shortRef } from '../workflow/triggers.ts';
import type { RunDraft } from './run-draft.ts';

/**
 * The `github` context as far as the run knows it. The agent adds what only it knows (`token`, `workspace`, `action`,
 * server addresses). `job` is the key below `jobs:`; null at workflow level.
 */
export function githubContext({ run, env }: Pick<RunDraft, 'run' | 'env'>, job: string | null): JsonObject {
  const { trigger, repository } = run;
  const [owner = ''] = repository.fullName.split('/');
  const pull = objectAt(trigger.payload, 'pull_request');
  return {
    event_name: trigger.event,
    event: trigger.payload,
    ref: trigger.ref,
    ref_name: shortRef(trigger.ref),
    ref_type: trigger.ref.startsWith('refs/tags/') ? 'tag' : 'branch',
    ref_protected: false,
    sha: trigger.sha,
    head_ref: textAt(objectAt(pull, 'head'), 'ref'),
    base_ref: textAt(objectAt(pull, 'base'), 'ref'),
    actor: trigger.actor,
    triggering_actor: run.triggeredBy ?? trigger.actor,
    repository: repository.fullName,
    repository_id: repository.id,
    repository_owner: owner,
    run_id: run.id,
    run_number: String(run.number),
    run_attempt: String(run.attempt),
    workflow: run.plan.name,
    workflow_ref: `${repository.fullName}/${run.plan.path}@${trigger.ref}`,
    workflow_sha: trigger.sha,
    retention_days: String(env.retentionDays ?? 90),
    secret_source: 'Actions',
    ...(job !== null && { job }),
  };
}

function objectAt(value: JsonObject, key: string): JsonObject {
  const member: JsonValue | undefined = value[key];
  return typeof member === 'object' && member !== null && !Array.isArray(member) ? member : {};
}

function textAt(value: JsonObject, key: string): string {
  const member = value[key];
  return typeof member === 'string' ? member : '';
}
