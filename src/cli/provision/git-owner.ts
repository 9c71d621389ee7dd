import { isOwnedByGit, suspendFlux } from '../../provision/flux/git-owner.ts';
import type { SetupOptions } from '../../provision/setup/setup-options.ts';
import { RaibidError } from '../../shared/errors.ts';
import type { CommandContext } from '../command.ts';
import { isSwitchedOn } from '../option-values.ts';

/**
 * Lets a change be made from here only where Git does not own the platform. With --break-glass Flux is suspended first,
 * and that is said. Throws `conflict` otherwise.
 */
export async function demandOwnership(context: CommandContext, options: SetupOptions): Promise<void> {
  if (!(await isOwnedByGit(options))) return;
  if (!isSwitchedOn(context, 'break-glass'))
    throw new RaibidError('conflict', 'Git owns this platform: Flux would put back what is changed from here', {
      hint: 'Commit the change to raibid/infra in Gitea, or say --break-glass to suspend Flux.',
    });
  const suspended = await suspendFlux(options);
  context.stderr.write(`Flux is suspended (${suspended.join(', ')}): Git is not followed until it is resumed:\n`);
  context.stderr.write('  raibid-cli setup flux\n');
}
