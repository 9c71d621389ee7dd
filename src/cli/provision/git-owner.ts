import { suspendFlux } from '../../provision/flux/git-owner.ts';
import { readGitValues } from '../../provision/flux/git-values.ts';
import type { SetupOptions } from '../../provision/setup/setup-options.ts';
import { RaibidError } from '../../shared/errors.ts';
import { mergeJson } from '../../shared/merge-json.ts';
import type { CommandContext } from '../command.ts';
import { isSwitchedOn } from '../option-values.ts';
import { fluxContext } from './flux-context.ts';

/** Who decides what runs: Git, through Flux, or this command. */
export interface Ownership {
  isGit: boolean;
  /** True when --break-glass took it from Git. */
  isBroken: boolean;
  /** The options that hold from here on; where Git owns the platform, with the values that it deploys. */
  options: SetupOptions;
}

/**
 * Asks who owns the platform. With --break-glass Flux is suspended first, and that is said; a dry run only plans as if it
 * were.
 */
export async function ownershipOf(context: CommandContext, options: SetupOptions): Promise<Ownership> {
  if (!(await options.isOwnedByGit())) return { isGit: false, isBroken: false, options };
  if (!isSwitchedOn(context, 'break-glass'))
    return { isGit: true, isBroken: false, options: await withGitValues(options) };
  if (!isSwitchedOn(context, 'dry-run')) await suspend(context, options);
  return { isGit: false, isBroken: true, options: { ...options, isOwnedByGit: () => Promise.resolve(false) } };
}

/** Secrets and smoke tests go by what is deployed: certificates are for the hosts that stand in Git. */
async function withGitValues(options: SetupOptions): Promise<SetupOptions> {
  const inGit = await readGitValues(fluxContext(options));
  const values = Object.entries(inGit).map(([name, below]) => [name, mergeJson(below, options.values[name] ?? {})]);
  return { ...options, profile: 'default', values: { ...options.values, ...Object.fromEntries(values) } };
}

/** For what cannot be committed to Git. Throws `conflict` where Git owns the platform and --break-glass is not given. */
export async function demandOwnership(context: CommandContext, options: SetupOptions): Promise<void> {
  if (!(await options.isOwnedByGit())) return;
  if (isSwitchedOn(context, 'break-glass')) return suspend(context, options);
  throw new RaibidError('conflict', 'Git owns this platform: Flux would put back what is changed from here', {
    hint: 'Commit the change to raibid/infra in Gitea, or say --break-glass to suspend Flux.',
  });
}

async function suspend(context: CommandContext, options: SetupOptions): Promise<void> {
  const suspended = await suspendFlux(options);
  context.stderr.write(`Flux is suspended (${suspended.join(', ')}): Git is not followed until it is resumed:\n`);
  context.stderr.write('  raibid-cli setup flux\n');
}
