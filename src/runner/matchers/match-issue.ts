import { posix } from 'node:path';
import type { Issue } from '../commands/issues.ts';
import type { Match } from './line-matcher.ts';

const levels = { error: 'error', warning: 'warning', notice: 'notice' } as const;

/**
 * The annotation of a match; null for one without a message, or with a severity that is none. A file that is not below
 * the workspace is left out.
 */
export function issueOf(match: Match, belowWorkspace: (file: string) => string | null): Issue | null {
  const severity = (match.severity ?? 'error').toLowerCase();
  const level = Object.entries(levels).find(([name]) => name === severity)?.[1];
  if (level === undefined || match.message === undefined) return null;
  const [line, column] = [numberOf(match.line), numberOf(match.column)];
  const file = match.file === undefined ? null : belowWorkspace(posix.join(folderOf(match), match.file));
  return {
    level,
    message: match.message,
    ...(file !== null && { file }),
    ...(line !== undefined && { line }),
    ...(line !== undefined && column !== undefined && { column }),
  };
}

/** `fromPath` names a project file: files are named from its folder. */
function folderOf({ file, fromPath }: Match): string {
  return fromPath === undefined || file?.startsWith('/') ? '' : posix.dirname(fromPath);
}

function numberOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
