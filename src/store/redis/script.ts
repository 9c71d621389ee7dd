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
 * An operation that comes so often that its calls of one turn of the event loop go out together, one run of the script for
 * all of them. Its arguments are texts, in the order of these names.
 */
export interface FrequentScript<Name extends string> extends Script {
  names: readonly Name[];
}

/** Values of one command: Lua has room for some thousands at a time. Even, as many are pairs. */
const mostValues = 1000;

/**
 * What every script begins with. `P` is the prefix of all keys: being one hash tag, it keeps them in one slot, so scripts
 * may make the names of their keys. `A` holds the arguments; numbers come as text, because Lua would print large ones in
 * another form. For the same reason, and because it costs half a microsecond each, scripts give numbers to commands as text.
 * Topics told to `wake` come with the answer, as a list before it: the caller passes them on.
 *
 * What nothing in the same script reads again may be written `later`: values for one command on one key are collected and
 * written by one call, which is what makes many calls together cheaper than one after the other. `atEnd` is for pieces
 * that collect in another form.
 */
const prologue = `
local P = KEYS[1]
local A
local callsLeft = 1
local call = redis.call
local topics, told = {}, {}
local function wake(topic)
  if told[topic] then return end
  told[topic] = true
  topics[#topics + 1] = topic
end
local ends, writes = {}, {}
local function atEnd(work) ends[#ends + 1] = work end
local function later(command, key, ...)
  local write = writes[command .. key]
  if not write then
    write = { command, key }
    writes[command .. key] = write
    writes[#writes + 1] = write
  end
  for nth = 1, select('#', ...) do write[#write + 1] = select(nth, ...) end
end
local function writeAll()
  for _, work in ipairs(ends) do work() end
  for _, write in ipairs(writes) do
    for first = 3, #write, ${mostValues} do
      call(write[1], write[2], unpack(write, first, math.min(first + ${mostValues - 1}, #write)))
    end
  end
  writes = {}
end
`;

const epilogue = `
writeAll()
return { topics, answer or false }
`;

/** Where each argument of a call stands, and all that the calls of this run have for one of them, in their order. */
function argumentsOfCalls(names: readonly string[]): string {
  const places = names.map((name, nth) => `${name} = ${nth + 1}`);
  return `
local places = { ${places.join(', ')} }
local function ofEveryCall(name)
  local values = {}
  for place = places[name], #ARGV, ${names.length} do values[#values + 1] = ARGV[place] end
  return values
end
`;
}

const runOnce = `
A = cjson.decode(ARGV[1])
local answer = main()
`;

/** One answer a call; a call that fails answers its error and takes none of the others along. */
function runEach(names: readonly string[]): string {
  const fields = names.map((name, nth) => `${name} = ARGV[first + ${nth}]`);
  return `
local answer = {}
for first = 1, #ARGV, ${names.length} do
  callsLeft = (#ARGV + 1 - first) / ${names.length}
  A = { ${fields.join(', ')} }
  local well, value = pcall(main)
  if not well then value = redis.error_reply(type(value) == 'table' and value.err or tostring(value)) end
  answer[#answer + 1] = value or false
end
`;
}

/** Puts a script together: `body` is the inside of a function whose value is the answer. */
export function script(name: string, pieces: LuaPiece[], body: string): Script {
  return assembled(name, pieces, body, runOnce);
}

/** The same for an operation that comes often; its arguments are not JSON, which would cost as much as a few commands. */
export function frequentScript<Name extends string>(
  name: string,
  names: readonly Name[],
  pieces: LuaPiece[],
  body: string,
): FrequentScript<Name> {
  const own: LuaPiece = { needs: [], lua: argumentsOfCalls(names) };
  return { ...assembled(name, [own, ...pieces], body, runEach(names)), names };
}

function assembled(name: string, pieces: LuaPiece[], body: string, run: string): Script {
  const parts = [...new Set(pieces.flatMap(withNeeds))].map(({ lua }) => lua);
  const source = `-- raibid-ci: ${name}${prologue}${parts.join('')}local function main()${body}end${run}${epilogue}`;
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
