import { posix } from 'node:path';
import picomatch from 'picomatch';

/** One line of a `path:` input or one argument of `hashFiles()`, made absolute. */
export interface PathPattern {
  negate: boolean;
  /** The longest part without wildcards: where to look. */
  searchPath: string;
  /** A path that was tested with `isDirectory`; a pattern with a slash at its end matches folders only. */
  matches(path: string, isDirectory: boolean): boolean;
}

export interface PatternOptions {
  /** Relative patterns start here. */
  root: string;
  home: string;
  /** A match of a folder also takes all below it. */
  implicitDescendants: boolean;
}

/**
 * Reads patterns by the rules of GitHub's own glob library: one a line, `#` comments, `!` excludes, `~` is the home
 * folder, `**`, `*`, `?`, `[...]`; no braces, no extglobs; dot files match. Later lines win over earlier ones.
 */
export function parsePatterns(text: string, options: PatternOptions): PathPattern[] {
  return text
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .flatMap((line) => parseLine(line, options));
}

function parseLine(line: string, options: PatternOptions): PathPattern[] {
  const marks = /^(?:!\s*)*/.exec(line)?.[0] ?? '';
  const negate = (marks.match(/!/g)?.length ?? 0) % 2 === 1;
  const absolute = makeAbsolute(line.slice(marks.length), options);
  const foldersOnly = absolute.endsWith('/') && absolute !== '/';
  const pattern = foldersOnly ? absolute.slice(0, -1) : absolute;
  const patterns = [toPattern(pattern, negate, foldersOnly)];
  const implicit = options.implicitDescendants && (foldersOnly || !pattern.endsWith('/**'));
  if (implicit) patterns.push(toPattern(`${pattern === '/' ? '' : pattern}/**`, negate, false));
  return patterns;
}

function makeAbsolute(pattern: string, { root, home }: PatternOptions): string {
  if (pattern === '~' || pattern.startsWith('~/')) return normalize(escapeGlob(home) + pattern.slice(1));
  if (pattern.startsWith('/')) return normalize(pattern);
  return normalize(`${escapeGlob(root)}/${pattern}`);
}

/** Takes out `.` and `..`; a slash at the end stays. */
function normalize(pattern: string): string {
  return posix.normalize(pattern);
}

function escapeGlob(path: string): string {
  return path.replace(/[\\[\]?*]/g, '\\$&');
}

function toPattern(pattern: string, negate: boolean, foldersOnly: boolean): PathPattern {
  const isMatch = picomatch(pattern, { dot: true, nobrace: true, noextglob: true, nonegate: true });
  return {
    negate,
    searchPath: literalPrefix(pattern),
    matches: (path, isDirectory) => (!foldersOnly || isDirectory) && (path === pattern || isMatch(path)),
  };
}

/** The leading segments without wildcards, unescaped. */
function literalPrefix(pattern: string): string {
  const segments = pattern.split('/').slice(1);
  const firstGlob = segments.findIndex((segment) => /(?<!\\)[*?[]/.test(segment));
  const literal = firstGlob === -1 ? segments : segments.slice(0, firstGlob);
  return `/${literal.map((segment) => segment.replace(/\\(.)/g, '$1')).join('/')}`;
}

/** True when the path is taken: the last pattern that matches decides. */
export function isSelected(patterns: readonly PathPattern[], path: string, isDirectory: boolean): boolean {
  let selected = false;
  for (const pattern of patterns) if (pattern.matches(path, isDirectory)) selected = !pattern.negate;
  return selected;
}

/** Where to look: the search paths of the including patterns, without those below another. */
export function searchPathsOf(patterns: readonly PathPattern[]): string[] {
  const paths = [...new Set(patterns.filter((pattern) => !pattern.negate).map((pattern) => pattern.searchPath))];
  return paths.filter((path) => !paths.some((other) => other !== path && isBelow(path, other)));
}

export function isBelow(path: string, folder: string): boolean {
  return path.startsWith(folder === '/' ? '/' : `${folder}/`);
}
