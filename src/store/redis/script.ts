import { createHash } from 'node:crypto';

/** A piece of Lua that several scripts use: local functions, and the pieces that they call themselves. */
export interface LuaPiece {
  needs: LuaPiece[];
  lua: string;
}

/** One operation as Redis runs it: whole or not at all, with nothing else in between. */
export interface Script {
  name: string;
  source: string;
  /** By which Redis knows it once it is loaded. */
  sha: string;
}

/**
 * What every script begins with. `P` is the prefix of all keys: being one hash tag, it keeps them in one slot, so scripts
 * may make the names of their keys. `A` holds the arguments; numbers come as text, because Lua would print large ones in
 * another form. Topics told to `wake` go out in one message at the end.
 */
const prologue = `
local P = KEYS[1]
local A = cjson.decode(ARGV[1])
local call = redis.call
local topics = {}
local function wake(topic)
  for _, known in ipairs(topics) do if known == topic then return end end
  topics[#topics + 1] = topic
end
`;

const epilogue = `
local answer = main()
if #topics > 0 then call('PUBLISH', P .. 'signals', table.concat(topics, '\\n')) end
return answer
`;

/** Puts a script together: `body` is the inside of a function whose value is the answer. */
export function script(name: string, pieces: LuaPiece[], body: string): Script {
  const parts = [...new Set(pieces.flatMap(withNeeds))].map(({ lua }) => lua);
  const source = `-- raibid-ci: ${name}${prologue}${parts.join('')}local function main()${body}end${epilogue}`;
  return { name, source, sha: createHash('sha1').update(source).digest('hex') };
}

/** What a piece needs stands before it. */
function withNeeds(piece: LuaPiece): LuaPiece[] {
  return [...piece.needs.flatMap(withNeeds), piece];
}

/** The one argument of a script. Documents inside are text already, so that Lua never takes them apart. */
export function scriptArgument(value: object): string {
  return JSON.stringify(value, (_, part: unknown) => (typeof part === 'number' ? String(part) : part));
}
