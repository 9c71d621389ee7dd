import { RaibidError } from '../../shared/errors.ts';

/** The full ref that a person names in short, a branch before a tag, and the object it points to; `not_found`. */
export function resolveRef(
  refs: Record<string, string>,
  name: string,
  repository: string,
): { ref: string; sha: string } {
  for (const ref of [name, `refs/heads/${name}`, `refs/tags/${name}`]) {
    const sha = Object.hasOwn(refs, ref) ? refs[ref] : undefined;
    if (sha !== undefined) return { ref, sha };
  }
  throw new RaibidError('not_found', `${repository} has no branch or tag "${name}".`);
}
