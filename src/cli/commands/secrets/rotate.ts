import type { ContextOf } from '../../../provision/rotate/context-of.ts';
import { rotateGitea } from '../../../provision/rotate/rotate-gitea.ts';
import { rotateRedis } from '../../../provision/rotate/rotate-redis.ts';
import { rotateServer } from '../../../provision/rotate/rotate-server.ts';
import { trackContext } from '../../../provision/setup/component-context.ts';
import { RaibidError } from '../../../shared/errors.ts';
import type { CommandContext } from '../../command.ts';
import { requiredArgument } from '../../option-values.ts';
import { printData } from '../../output/print.ts';
import { openProgress } from '../../provision/progress.ts';
import { setupOptionsOf } from '../../provision/setup-options.ts';

const rotations: Record<string, (contextOf: ContextOf) => Promise<string[]>> = {
  redis: rotateRedis,
  gitea: rotateGitea,
  server: rotateServer,
};

export async function run(context: CommandContext): Promise<number> {
  const rotate = rotationOf(requiredArgument(context, 'component'));
  const { options } = await setupOptionsOf({ ...context, arguments: {} });
  const { report, end } = openProgress(context);
  const contextOf: ContextOf = (wanted) => {
    const entry = options.entries.find(({ name }) => name === wanted);
    if (entry === undefined) throw new RaibidError('not_found', `there is no component '${wanted}'`);
    return trackContext(options, entry, report).context;
  };
  const written = await rotate(contextOf).finally(end);
  printData(context, { written }, () => written.map((name) => `New values in ${name}`));
  return 0;
}

function rotationOf(component: string): (contextOf: ContextOf) => Promise<string[]> {
  const rotate = Object.hasOwn(rotations, component) ? rotations[component] : undefined;
  if (rotate !== undefined) return rotate;
  throw new RaibidError(
    'usage',
    `secrets of '${component}' are not rotated by this command; it knows: ${Object.keys(rotations).join(', ')}`,
    { hint: 'A certificate near its end is made anew by `setup`; other components have no secrets of their own.' },
  );
}
