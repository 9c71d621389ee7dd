/**
 * GitHub's filter patterns for branches, tags and paths: `*` (any text without `/`), `**` (any text), `?` and `+`
 * (none or one, one or more of the character before), `[a-z]`, `\` before a special character. Source: the "filter
 * pattern cheat sheet" of GitHub's workflow syntax.
 *
 * Patterns come from strangers, so they do not become regular expressions (`*a*a*a*a` takes ages there): the match
 * walks over the text once with the set of places it may be at.
 */
export function matchesPattern(pattern: string, text: string): boolean {
  const parts = compile(pattern);
  let places = closure(new Set([0]), parts);
  for (const character of text) {
    const next = new Set<number>();
    for (const place of places) {
      const part = parts[place];
      if (part === undefined || !part.accepts(character)) continue;
      next.add(place + 1);
      if (part.repeats) next.add(place);
    }
    if (next.size === 0) return false;
    places = closure(next, parts);
  }
  return places.has(parts.length);
}

/** Adds the places that can be reached without a character. */
function closure(places: Set<number>, parts: Part[]): Set<number> {
  for (const place of places) {
    for (const jump of parts[place]?.jumps ?? []) places.add(place + jump);
  }
  return places;
}

interface Part {
  accepts: (character: string) => boolean;
  repeats: boolean;
  /** How many parts ahead the match may go on without a character: 1 leaves this part out. */
  jumps: number[];
}

const anyCharacter = (): boolean => true;
const notSlash = (character: string): boolean => character !== '/';

function compile(pattern: string): Part[] {
  const parts: Part[] = [];
  const characters = [...pattern];
  for (let index = 0; index < characters.length; ) {
    const rest = characters.slice(index, index + 3).join('');
    const atStart = index === 0 || characters[index - 1] === '/';
    if (rest === '**/' && atStart) {
      // Folders, also none: either nothing, or any text and a slash.
      parts.push({ accepts: () => false, repeats: false, jumps: [1, 3] });
      parts.push({ accepts: anyCharacter, repeats: true, jumps: [1] });
      parts.push({ accepts: (character) => character === '/', repeats: false, jumps: [] });
      index += 3;
    } else if (rest.startsWith('**')) {
      parts.push({ accepts: anyCharacter, repeats: true, jumps: [1] });
      index += 2;
    } else if (rest.startsWith('*')) {
      parts.push({ accepts: notSlash, repeats: true, jumps: [1] });
      index += 1;
    } else {
      index += addSingle(characters, index, parts);
    }
  }
  return parts;
}

/** A character or class with the quantifier after it. Answers how many characters of the pattern it took. */
function addSingle(characters: string[], index: number, parts: Part[]): number {
  const { accepts, length } = readSingle(characters, index);
  const quantifier = characters[index + length];
  const quantified = quantifier === '?' || quantifier === '+';
  parts.push({ accepts, repeats: quantifier === '+', jumps: quantifier === '?' ? [1] : [] });
  return length + (quantified ? 1 : 0);
}

function readSingle(characters: string[], index: number): { accepts: Part['accepts']; length: number } {
  const first = characters[index];
  const close = first === '[' ? characters.indexOf(']', index + 1) : -1;
  if (close > index + 1) {
    const members = characters.slice(index + 1, close);
    return { accepts: (character) => classHolds(members, character), length: close - index + 1 };
  }
  const escaped = first === '\\' && index + 1 < characters.length;
  const literal = escaped ? characters[index + 1] : first;
  return { accepts: (character) => character === literal, length: escaped ? 2 : 1 };
}

function classHolds(members: string[], character: string): boolean {
  for (let index = 0; index < members.length; index++) {
    const from = members[index] ?? '';
    const to = members[index + 1] === '-' ? members[index + 2] : undefined;
    if (to === undefined) {
      if (character === from) return true;
      continue;
    }
    if (character >= from && character <= to) return true;
    index += 2;
  }
  return false;
}

/**
 * A list of patterns as `branches`, `tags` and `paths` use it: the last one that matches decides, `!` in front takes
 * away again.
 */
export function matchesFilter(patterns: string[], text: string): boolean {
  let matched = false;
  for (const pattern of patterns) {
    const negative = pattern.startsWith('!');
    if (negative === matched && matchesPattern(negative ? pattern.slice(1) : pattern, text)) matched = !negative;
  }
  return matched;
}
