import { z } from 'zod';
import { RaibidError } from '../../../shared/errors.ts';
import type { JsonObject } from '../../../shared/json.ts';
import type { ForgeEvent, PullRequestEvent } from '../events.ts';

const sha = z.string().regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/);
const ref = z.string().min(1).max(500);
const user = z.looseObject({ login: z.string().max(200) });

const pushSchema = z.looseObject({ ref: ref.startsWith('refs/'), before: sha, after: sha, sender: user });
const refSchema = z.looseObject({ sender: user });
const branchSchema = z.looseObject({
  ref,
  sha,
  repo: z.looseObject({ full_name: z.string() }).nullish(),
});
const pullRequestSchema = z.looseObject({
  number: z.number().int().positive(),
  merge_base: z.string().optional(),
  head: branchSchema,
  base: branchSchema,
});
const pullSchema = z.looseObject({ action: z.string().max(60), pull_request: pullRequestSchema, sender: user });
const releaseSchema = z.looseObject({
  action: z.string().max(60),
  release: z.looseObject({ tag_name: ref, prerelease: z.boolean(), draft: z.boolean() }),
  sender: user,
});

/**
 * Reads the body of a webhook in GitHub's or Gitea's form; Gitea's is GitHub's with a few other names. Null: an event
 * that starts nothing. `input_invalid` names the field that is missing or has another form.
 */
export function readWebhookEvent(name: string, body: JsonObject): ForgeEvent | null {
  return Object.hasOwn(readers, name) ? (readers[name]?.(body) ?? null) : null;
}

const readers: Record<string, (body: JsonObject) => ForgeEvent | null> = {
  push: (body) => {
    const { ref, before, after, sender } = parse(pushSchema, body);
    return { kind: 'push', ref, before, after, actor: sender.login, payload: pushPayload(body, before, after) };
  },
  create: readRefs,
  delete: readRefs,
  pull_request: (body) => {
    const { action, pull_request, sender } = parse(pullSchema, body);
    return pullRequestEvent(githubAction(action), pull_request, sender.login, body);
  },
  release: (body) => {
    const { action, release, sender } = parse(releaseSchema, body);
    if (release.draft) return null;
    const named = releaseActions[action] ?? action;
    return {
      kind: 'release',
      action: named,
      alsoActions: named === 'published' ? ['created', release.prerelease ? 'prereleased' : 'released'] : [],
      tag: release.tag_name,
      actor: sender.login,
      payload: { ...body, action: named },
    };
  },
};

function readRefs(body: JsonObject): ForgeEvent {
  return { kind: 'refs', actor: parse(refSchema, body).sender.login };
}

/** Gitea's names of activities that GitHub names otherwise. */
const releaseActions: Record<string, string> = { updated: 'edited' };

function githubAction(action: string): string {
  return action === 'synchronized' ? 'synchronize' : action;
}

/** An open pull request, found by looking rather than by a webhook, in the shape of the API; null when it is unreadable. */
export function pullRequestFound(action: 'opened' | 'synchronize', pull: JsonObject): PullRequestEvent | null {
  const parsed = pullRequestSchema.safeParse(pull);
  if (!parsed.success) return null;
  const sender = user.safeParse(pull.user);
  const actor = sender.success ? sender.data.login : 'ghost';
  const repository = objectAt(objectAt(pull, 'base'), 'repo');
  return pullRequestEvent(action, parsed.data, actor, {
    repository,
    pull_request: pull,
    sender: objectAt(pull, 'user'),
  });
}

function pullRequestEvent(
  action: string,
  pull: z.output<typeof pullRequestSchema>,
  actor: string,
  body: JsonObject,
): PullRequestEvent {
  const { number, head, base } = pull;
  return {
    kind: 'pull_request',
    number,
    action,
    headSha: head.sha,
    baseRef: base.ref,
    mergeBase: sha.safeParse(pull.merge_base).data ?? null,
    // A head whose repository is gone was a fork's.
    fork: !sameName(head.repo?.full_name, base.repo?.full_name),
    actor,
    payload: { ...body, action, number },
  };
}

function sameName(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && one.toLowerCase() === other?.toLowerCase();
}

/** What GitHub's push has and Gitea's has not, or has by another name. */
function pushPayload(body: JsonObject, before: string, after: string): JsonObject {
  const { compare_url: compare = null, total_commits: _, ...rest } = body;
  const pusher = objectAt(body, 'pusher');
  const name = pusher.name ?? pusher.login ?? null;
  const email = pusher.email ?? null;
  return {
    compare,
    ...rest,
    created: /^0+$/.test(before),
    deleted: /^0+$/.test(after),
    forced: body.forced ?? false,
    pusher: { name, email },
  };
}

function objectAt(value: JsonObject, key: string): JsonObject {
  const member = value[key];
  return typeof member === 'object' && member !== null && !Array.isArray(member) ? member : {};
}

function parse<S extends z.ZodType>(schema: S, body: JsonObject): z.output<S> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new RaibidError(
    'input_invalid',
    `The webhook has another form than expected: ${z.prettifyError(parsed.error)}`,
  );
}
