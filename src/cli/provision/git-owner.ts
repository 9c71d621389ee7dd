import { suspendFlux } from '../../provision/flux/git-owner.ts';
import type { SetupOptions } from '../../provision/setup/setup-options.ts';
import { RaibidError } from '../../shared/errors.ts';
import type { CommandContext } from '../command.ts';
import { isSwitchedOn } from '../option-values.ts';

/** Who decides what runs: Git, through Flux, or this command. */
export interface Ownership {
  isGit: boolean;
  /** True when --break-glass took it from Git. */
  isBroken: boolean;
  /** The options that hold from here on. */
  options: SetupOptions;
}

/**
 * Asks who owns the platform. With --break-glass Flux is suspended first, and that is said; a dry run only plans as if it
 * were.
 */
export async function ownershipOf(context: CommandContext, options: SetupOptions): Promise<Ownership> {
  if (!(await options.isOwnedByGit())) return { isGit: false, isBroken: false, options };
  if (!isSwitchedOn(context, 'break-glass')) return { isGit: true, isBroken: false, options };
  if (!isSwitchedOn(context, 'dry-run')) await suspend(context, options);
  return { isGit: false, isBroken: true, options: { ...options, isOwnedByGit: () => Promise.resolve(false) } };
}

/** For what cannot be committed to Git. Throws `conflict` where Git owns the platform and --break-glass is not given. */
export async function demandOwnership(context: CommandContext, options: SetupOptions): Promise<void> {
  if (!(await ownershipOf(context, options)).isGit) return;
  throw new RaibidError('conflict', 'Git owns this platform: Flux would put back what is changed from here', {
    hint: 'Commit the change to raibid/infra in Gitea, or say --break-glass to suspend Flux.',
  });
}

async function suspend(context: CommandContext, options: SetupOptions): Promise<void> {
  const suspended = await suspendFlux(options);
  context.stderr.write(`Flux is suspended (${suspended.join(', ')}): Git is not followed until it is resumed:\n`);
  context.stderr.write('  raibid-cli setup flux\n');
}
