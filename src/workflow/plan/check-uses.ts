import type { Tree } from '../parser/tree.ts';
import type { Problems } from '../problem.ts';

const remote = /^[A-Za-z0-9][\w.-]*\/[\w.-]+(\/[^@\s]+)?@[^\s@]+$/;

/** `./path` of this repository or `owner/name[/path]@ref`. Answers the text. */
export function checkUses(tree: Tree, problems: Problems): string {
  const uses = tree.kind === 'scalar' ? String(tree.value) : '';
  if (uses.startsWith('docker://')) {
    problems.unsupported(
      tree.at,
      'Steps in a container (`docker://`) are not supported',
      'Run the program in a `run` step, or give the job the image as its `container:`.',
    );
  } else if (!uses.startsWith('./') && uses !== '.' && !remote.test(uses)) {
    problems.invalid(tree.at, `\`${uses}\` names no action`, 'Write `./folder` or `owner/name@ref`.');
  }
  return uses;
}
