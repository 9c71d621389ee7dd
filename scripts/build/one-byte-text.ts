import type { Plugin } from 'rolldown';

/**
 * Writes every character beyond Latin-1 as an escape. V8 keeps the whole text of a script, with one byte a character
 * only when all of them fit: a single dash in a comment of a library doubles the 1.7 MB of the server.
 *
 * Right in strings, templates, regular expressions, names and comments; not in `String.raw`, which is refused.
 */
export function oneByteText(): Plugin {
  return {
    name: 'one-byte-text',
    renderChunk: (code, { fileName }) => {
      if (/String\.raw`[^`]*[^\0-\xff]/.test(code)) throw new Error(`${fileName}: String.raw with a wide character`);
      return { code: escapeWide(code), map: null };
    },
  };
}

/** A backslash that stood before such a character and meant nothing would make a backslash of the escape's own. */
export function escapeWide(code: string): string {
  return code.replace(/(\\*)([^\0-\xff])/g, (_all, slashes: string, unit: string) => {
    const kept = slashes.length % 2 === 1 ? slashes.slice(1) : slashes;
    return `${kept}\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
