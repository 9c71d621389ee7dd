import { rotateRedis } from '../../../provision/rotate/rotate-redis.ts';
import { trackContext } from '../../../provision/setup/component-context.ts';
import { RaibidError } from '../../../shared/errors.ts';
import type { CommandContext } from '../../command.ts';
import { requiredArgument } from '../../option-values.ts';
import { printData } from '../../output/print.ts';
import { openProgress } from '../../provision/progress.ts';
import { setupOptionsOf } from '../../provision/setup-options.ts';

export async function run(context: CommandContext): Promise<number> {
  const component = requiredArgument(context, 'component');
  if (component !== 'redis') {
    throw new RaibidError('usage', `secrets of '${component}' are not rotated by this command; it knows: redis`, {
      hint: '`secrets rotate-key` seals the secrets of jobs anew; a certificate near its end is made anew by `setup`.',
    });
  }
  const { options } = await setupOptionsOf({ ...context, arguments: {} });
  const { report, end } = openProgress(context);
  const contextOf = (wanted: string) => {
    const entry = options.entries.find(({ name }) => name === wanted);
    if (entry === undefined) throw new RaibidError('not_found', `there is no component '${wanted}'`);
    return trackContext(options, entry, report).context;
  };
  const written = await rotateRedis(contextOf).finally(end);
  printData(context, { written }, () => written.map((name) => `New passwords in ${name}`));
  return 0;
}
