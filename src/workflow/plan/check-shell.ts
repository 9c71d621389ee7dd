import type { Tree } from '../parser/tree.ts';
import type { Problems } from '../problem.ts';

const shells = ['bash', 'sh', 'python', 'pwsh'];
const windowsShells = ['cmd', 'powershell'];

/** A shell by name, or a command line with `{0}` where the script's path goes. Expressions are checked at run time. */
export function checkShell(tree: Tree, problems: Problems): void {
  if (tree.kind !== 'scalar') return;
  const shell = String(tree.value);
  if (shells.includes(shell) || shell.includes('{0}')) return;
  if (windowsShells.includes(shell)) {
    problems.unsupported(
      tree.at,
      `The shell \`${shell}\` exists on Windows only`,
      'Agents run on Linux: use bash or pwsh.',
    );
    return;
  }
  problems.invalid(
    tree.at,
    `The shell \`${shell}\` is not known`,
    `Use one of ${shells.join(', ')}, or a command line with {0} for the script, such as \`perl {0}\`.`,
  );
}
