import { RaibidError } from '../../../shared/errors.ts';
import type { CommandContext } from '../../command.ts';
import { bashScript } from '../../completion/bash.ts';
import { fishScript } from '../../completion/fish.ts';
import { completionWords } from '../../completion/words.ts';
import { zshScript } from '../../completion/zsh.ts';
import { requiredArgument } from '../../option-values.ts';

const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript };

export async function run(context: CommandContext): Promise<number> {
  const shell = requiredArgument(context, 'shell');
  if (!isShell(shell))
    throw new RaibidError('usage', `there is no completion for '${shell}', only for bash, zsh and fish`);
  context.stdout.write(scripts[shell](completionWords(context.commands)));
  return 0;
}

function isShell(name: string): name is keyof typeof scripts {
  return Object.hasOwn(scripts, name);
}
