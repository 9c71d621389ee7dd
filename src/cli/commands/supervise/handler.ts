import { resolve } from 'node:path';
import { supervise } from '../../../provision/k3s/service/supervisor.ts';
import { RaibidError } from '../../../shared/errors.ts';
import type { CommandContext } from '../../command.ts';
import { listArgument, requiredOption } from '../../option-values.ts';

export async function run(context: CommandContext): Promise<number> {
  const [program, ...words] = listArgument(context, 'command');
  if (program === undefined) throw new RaibidError('usage', 'name the program after --');
  await supervise({
    command: [program, ...words],
    log: file(context, 'log'),
    pidFile: file(context, 'pid-file'),
    env: context.env,
    signal: context.signal,
  });
  return 0;
}

function file(context: CommandContext, flag: string): string {
  return resolve(context.cwd, requiredOption(context, flag));
}
