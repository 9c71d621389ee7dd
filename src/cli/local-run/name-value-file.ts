import { readFile } from 'node:fs/promises';
import { RaibidError } from '../../shared/errors.ts';

/**
 * Reads lines `name=value`. Empty lines and lines that start with `#` are left out, `export ` in front is allowed, and
 * quotes around the value go; between double quotes `\n` is a line break and a value may take several lines.
 * Throws `input_invalid` with the line, never with the value.
 */
export async function readNameValueFile(file: string): Promise<Record<string, string>> {
  try {
    return parseNameValues(await readFile(file, 'utf8'), file);
  } catch (cause) {
    if (cause instanceof RaibidError) throw cause;
    throw new RaibidError('not_found', `${file} cannot be read`, { cause });
  }
}

const entry =
  /^(?:export[ \t]+)?([A-Za-z_][\w.-]*)[ \t]*=[ \t]*(?:"((?:[^"\\]|\\[\s\S])*)"|'([^']*)'|([^\r\n]*))[ \t]*(?:\r?\n|$)/;

/** The same for a text; `file` names it in errors. */
export function parseNameValues(text: string, file: string): Record<string, string> {
  const values: Record<string, string> = {};
  let rest = text.replace(/^\uFEFF/, '');
  while (rest !== '') {
    const skipped = /^[ \t]*(?:#[^\n]*)?(?:\r?\n|$)/.exec(rest) ?? /^[ \t]+/.exec(rest);
    const found = skipped === null ? entry.exec(rest) : null;
    const length = skipped?.[0].length ?? found?.[0].length;
    if (length === undefined) {
      const line = text.slice(0, text.length - rest.length).split('\n').length;
      throw new RaibidError('input_invalid', 'a line is not name=value', { at: { file, line } });
    }
    if (found?.[1] !== undefined) values[found[1]] = unquoted(found);
    rest = rest.slice(length);
    if (length === 0) break;
  }
  return values;
}

function unquoted([, , double, single, bare]: RegExpExecArray): string {
  if (double !== undefined) return double.replace(/\\(.)/g, (_, letter: string) => (letter === 'n' ? '\n' : letter));
  return single ?? (bare ?? '').trim();
}
