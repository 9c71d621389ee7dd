import { readFile } from 'node:fs/promises';
import type { RunTrigger } from '../../contract/run-state.ts';
import { RaibidError } from '../../shared/errors.ts';
import { isJsonObject, type JsonObject } from '../../shared/json.ts';
import type { GitFacts } from './git-facts.ts';

type EventName = RunTrigger['event'];

/** What starts the run: made from the working tree, with the fields of the event file on top. */
export function localTrigger(
  event: EventName,
  facts: GitFacts,
  given: JsonObject,
  inputs: JsonObject,
  cron: string | undefined,
): RunTrigger {
  const ref = textField(given, 'ref') ?? refOf(event, facts);
  const payload = { ...commonPayload(facts), ...payloads[event]({ facts, ref, inputs, cron }), ...given };
  return {
    event,
    ref: ref.startsWith('refs/') ? ref : `refs/heads/${ref}`,
    sha: textField(given, 'after') ?? facts.sha,
    actor: facts.actor,
    headline: facts.headline,
    payload,
    trust: 'repository',
  };
}

/** The JSON object of an event file. Throws `not_found` or `input_invalid`. */
export async function readEventFile(file: string): Promise<JsonObject> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new RaibidError('not_found', `the event file ${file} cannot be read`, { cause });
  });
  try {
    const value: unknown = JSON.parse(text);
    if (isJsonObject(value)) return value;
  } catch (cause) {
    throw new RaibidError('input_invalid', 'the event file is not JSON', { at: { file }, cause });
  }
  throw new RaibidError('input_invalid', 'the event file does not hold a JSON object', { at: { file } });
}

interface Ingredients {
  facts: GitFacts;
  ref: string;
  inputs: JsonObject;
  cron: string | undefined;
}

/** The fields that workflows read most, in GitHub's shape. */
const payloads: Record<EventName, (from: Ingredients) => JsonObject> = {
  push: ({ facts, ref }) => {
    const commit = { id: facts.sha, message: facts.headline, author: { name: facts.actor, email: facts.email } };
    return {
      ref,
      before: facts.parent,
      after: facts.sha,
      head_commit: commit,
      commits: [commit],
      pusher: { name: facts.actor, email: facts.email },
    };
  },
  pull_request: ({ facts }) => ({
    action: 'opened',
    number: 1,
    pull_request: {
      number: 1,
      title: facts.headline,
      draft: false,
      head: { ref: shortRef(facts.ref), sha: facts.sha, repo: { full_name: facts.fullName, fork: false } },
      base: { ref: facts.defaultBranch, repo: { full_name: facts.fullName } },
    },
  }),
  release: ({ facts, ref }) => ({
    action: 'published',
    release: { tag_name: shortRef(ref), target_commitish: facts.defaultBranch, draft: false, prerelease: false },
  }),
  workflow_dispatch: ({ ref, inputs }) => ({ ref, inputs }),
  schedule: ({ cron }) => ({ schedule: cron ?? '' }),
};

function commonPayload(facts: GitFacts): JsonObject {
  const [owner = '', name = ''] = facts.fullName.split('/');
  return {
    repository: { name, full_name: facts.fullName, owner: { login: owner }, default_branch: facts.defaultBranch },
    sender: { login: facts.actor },
  };
}

function refOf(event: EventName, facts: GitFacts): string {
  return event === 'pull_request' ? 'refs/pull/1/merge' : facts.ref;
}

function shortRef(ref: string): string {
  return ref.replace(/^refs\/(heads|tags)\//, '');
}

function textField(value: JsonObject, name: string): string | undefined {
  const field = value[name];
  return typeof field === 'string' && field !== '' ? field : undefined;
}
