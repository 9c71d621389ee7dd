import { parseActionImage, usesImage } from '../action/action-image.ts';
import type { Tree } from '../parser/tree.ts';
import type { Problems } from '../problem.ts';

const remote = /^[A-Za-z0-9][\w.-]*\/[\w.-]+(\/[^@\s]+)?@[^\s@]+$/;

/** `./path` of this repository, `owner/name[/path]@ref` or `docker://image[:tag]`. Answers the text. */
export function checkUses(tree: Tree, problems: Problems): string {
  const uses = tree.kind === 'scalar' ? String(tree.value) : '';
  if (usesImage(uses)) {
    if (parseActionImage(uses) === null)
      problems.invalid(tree.at, `\`${uses}\` names no image`, 'Write `docker://name:tag`, with the registry in front.');
  } else if (!uses.startsWith('./') && uses !== '.' && !remote.test(uses)) {
    problems.invalid(tree.at, `\`${uses}\` names no action`, 'Write `./folder`, `owner/name@ref` or `docker://image`.');
  }
  return uses;
}
