import type { GroupRecord } from '../../port/runs.ts';
import type { Connection } from '../connection.ts';
import { keyPrefix } from '../keys.ts';
import { document, integer, text } from '../reply.ts';
import { script } from '../script.ts';

type GroupBody = Omit<GroupRecord, 'key' | 'version'>;

/** There are a few groups a repository at most, and this is called now and then: all of them are looked at. */
const forgetScript = script(
  'forget groups that nobody has',
  [],
  `
  local forgotten, groups = 0, call('HGETALL', P .. 'groups')
  for nth = 1, #groups, 2 do
    local group = cjson.decode(groups[nth + 1]:match('^%d+ (.*)$'))
    if group.holder == cjson.null and group.pending == cjson.null and group.freeAt <= tonumber(A.at) then
      call('HDEL', P .. 'groups', groups[nth])
      forgotten = forgotten + 1
    end
  end
  return forgotten
`,
);

/**
 * A group is kept as its version and its text. A group that nobody holds is not kept: versions come from one counter for
 * all groups, so when it comes back, its version is one that no reader has seen.
 */
export async function readGroup({ read }: Pick<Connection, 'read'>, key: string): Promise<GroupRecord> {
  const kept = await read('HGET', `${keyPrefix}groups`, key);
  if (kept === null) return { key, version: 0, holder: null, pending: null, freeAt: 0 };
  return groupRecord(key, text(kept));
}

/** `known`: the version and the text of the group. */
export function groupRecord(key: string, known: string): GroupRecord {
  const space = known.indexOf(' ');
  return { key, version: integer(known.slice(0, space)), ...document<GroupBody>(known.slice(space + 1)) };
}

/** Groups that only a fence kept, which is over. */
export async function forgetGroups(connection: Connection, at: number): Promise<number> {
  return integer(await connection.run(forgetScript, { at }));
}
