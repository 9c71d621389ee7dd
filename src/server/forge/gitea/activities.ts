import { z } from 'zod';
import type { RefChange } from '../../../store/port/deliveries.ts';
import type { SinglePush } from '../port.ts';
import { type GiteaApi, repositoryPath } from './api.ts';

const activitySchema = z.object({
  op_type: z.string(),
  ref_name: z.string(),
  content: z.string(),
  act_user: z.object({ login: z.string() }).nullish(),
});
const contentSchema = z.object({ CompareURL: z.string() });
const comparePattern = /\/([0-9a-f]{40,64})\.\.\.([0-9a-f]{40,64})$/;

const pageSize = 50;
/** A ref that moved more often than this while nobody looked counts as moved once. */
const maxPages = 40;

/**
 * The pushes that made up a move of a branch, oldest first, from the activities of the repository: Gitea sends the
 * webhooks of a time when nobody took them no second time. Null where the activities do not lead from the one commit to
 * the other.
 */
export async function pushesBetween(api: GiteaApi, fullName: string, change: RefChange): Promise<SinglePush[] | null> {
  // By where they led: activities of one second come in no certain order.
  const known = new Map<string, SinglePush>();
  for (let page = 1; page <= maxPages; page += 1) {
    const path = `${repositoryPath(fullName)}/activities/feeds?limit=${pageSize}&page=${page}`;
    const some = await api({ method: 'GET', path, answer: z.array(activitySchema) });
    for (const push of some.flatMap((activity) => pushOf(activity, change))) {
      if (!known.has(push.change.after)) known.set(push.change.after, push);
    }
    const chain = chainOf(known, change);
    if (chain !== null || some.length < pageSize) return chain;
  }
  return null;
}

/** The pushes from `before` to `after`; null while one is missing, or when they lead in a circle. */
function chainOf(known: ReadonlyMap<string, SinglePush>, { before, after }: RefChange): SinglePush[] | null {
  const chain: SinglePush[] = [];
  let at = after;
  while (at !== before) {
    const push = known.get(at);
    if (push === undefined || chain.length > known.size) return null;
    chain.push(push);
    at = push.change.before;
  }
  return chain.reverse();
}

/** The move of one activity, when it is a push to this branch. */
function pushOf(activity: z.output<typeof activitySchema>, { repositoryId, ref }: RefChange): SinglePush[] {
  if (activity.op_type !== 'commit_repo' || activity.ref_name !== ref) return [];
  const content = contentSchema.safeParse(parseJson(activity.content));
  const [, before, after] = comparePattern.exec(content.data?.CompareURL ?? '') ?? [];
  if (before === undefined || after === undefined) return [];
  return [{ change: { repositoryId, ref, before, after }, actor: activity.act_user?.login ?? null }];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
