import type { CommitStatus } from '../../../contract/views.ts';
import type { CopiedClaim, RecordKinds } from '../../copy/records.ts';
import { document, integer } from '../reply.ts';
import type { Commands } from './commands.ts';

/** Each delivery with the repository that it is deleted with. */
export async function* copiedDeliveries(
  redis: Commands,
  repositoryIds: Promise<string[]>,
): AsyncGenerator<RecordKinds['delivery'][]> {
  const left = new Map(Object.entries(await redis.hash('deliveries')));
  const record = async (repositoryId: string | null, key: string): Promise<RecordKinds['delivery']> => {
    const at = (await redis.score('deliveries-by-time', `${repositoryId ?? ''} ${key}`)) ?? 0;
    return { key, repositoryId, runIds: document<string[]>(left.get(key)), at };
  };
  for (const repositoryId of await repositoryIds) {
    const keys = (await redis.set(`deliveries-of:${repositoryId}`)).filter((key) => left.has(key));
    yield await Promise.all(keys.map((key) => record(repositoryId, key)));
    for (const key of keys) left.delete(key);
  }
  yield await Promise.all([...left.keys()].map((key) => record(null, key)));
}

/** Claims of the newest hour and the one before: others are forgotten with the next claim. */
export async function copiedClaims(redis: Commands): Promise<CopiedClaim[]> {
  const hours = await Promise.all([0, 1, 2].map((turn) => redis.hash(`claims:${turn}`)));
  const known = hours.filter(({ hour }) => hour !== undefined);
  const newest = Math.max(...known.map(({ hour }) => integer(hour)));
  return known.filter(({ hour }) => integer(hour) >= newest - 1).flatMap(claimsOf);
}

function claimsOf({ hour, ...claims }: Record<string, string>): CopiedClaim[] {
  return Object.entries(claims).map(([claimId, claimed]) => {
    const space = claimed.indexOf(' ');
    const attempt = integer(claimed.slice(0, space));
    return { claimId, jobId: claimed.slice(space + 1), attempt, hour: integer(hour) };
  });
}

/** `key`: `statuses:{repository} {sha}` */
export async function copiedStatuses(redis: Commands, key: string): Promise<RecordKinds['status'][]> {
  const repository = key.slice('statuses:'.length, key.lastIndexOf(' '));
  const bodies = Object.values(await redis.hash(key));
  return bodies.map((body) => ({ repository, status: document<CommitStatus>(body) }));
}
