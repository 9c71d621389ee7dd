import type { Place, Problems } from '../problem.ts';

/** Ids of jobs and steps: letters, digits, `-` and `_`, not starting with a digit or `-`, at most 100 characters. */
export function checkId(id: string, at: Place, what: string, problems: Problems): void {
  if (/^[A-Za-z_][A-Za-z0-9_-]{0,99}$/.test(id)) return;
  problems.invalid(
    at,
    `\`${id}\` cannot be a ${what}`,
    'Use letters, digits, - and _, starting with a letter or _, at most 100 characters.',
  );
}
