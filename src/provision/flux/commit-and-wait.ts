import { isRaibidError, RaibidError } from '../../shared/errors.ts';
import { refuseOlderForm } from '../chart/store-form.ts';
import type { ComponentContext } from '../context.ts';
import { messageOf } from '../failure.ts';
import { type InfraClone, infraRepository, withInfraClone } from './infra-repository.ts';
import { lastAttempts } from './last-attempts.ts';
import { serverChartAt } from './server-chart.ts';
import { type Pushed, takeBack, tipsOf } from './take-back.ts';
import { askFlux, waitForCommit } from './wait-for-commit.ts';

/** What was pushed by a change: at least its commit on main. */
interface Made {
  commit: string;
}

/**
 * Lets `change` commit and push in a clone of the infra repository, and waits until Flux has applied that. When Flux cannot,
 * the commit is taken back, so that Git says again what ran before; only what failed before it too leaves it there. Answers
 * what `change` made, null when there was nothing to commit. An interruption leaves the commit to Flux.
 */
export async function commitAndWait<Result extends Made | null>(
  context: ComponentContext,
  change: (clone: InfraClone) => Promise<Result>,
): Promise<Result> {
  const failing = (await lastAttempts(context)).filter(({ state }) => state === 'failed').map(({ name }) => name);
  const done = await withInfraClone(context, async (clone) => {
    const before = await tipsOf(clone);
    return { made: await change(clone), pushed: { before, after: await tipsOf(clone) } };
  });
  const { made, pushed } = done;
  if (made === null) return made;
  try {
    await waitForCommit(context, made.commit);
  } catch (error) {
    context.signal.throwIfAborted();
    if (isOldFailure(error, failing)) throw leftInGit(error, made.commit);
    throw await takenBack(context, pushed, made.commit, error);
  }
  return made;
}

/** True when Flux stumbled over nothing but what it could not reconcile before. */
function isOldFailure(error: unknown, before: readonly string[]): boolean {
  const failed = isRaibidError(error) ? error.details?.failing : undefined;
  return Array.isArray(failed) && failed.every((name: unknown) => typeof name === 'string' && before.includes(name));
}

function leftInGit(error: unknown, commit: string): RaibidError {
  const rest = `That failed before commit ${commit.slice(0, 10)} too, which stays in ${infraRepository}.`;
  return new RaibidError('provision_failed', `${messageOf(error)}\n${rest}`, {
    hint: 'Mend it in Git, or with --values: Flux goes on by itself.',
    cause: error,
  });
}

async function takenBack(context: ComponentContext, pushed: Pushed, commit: string, cause: unknown): Promise<Error> {
  const short = commit.slice(0, 10);
  context.progress(`taking back commit ${short}`);
  try {
    const message = `Take back ${short}, which could not be applied`;
    const undone = await withInfraClone(context, async (clone) => {
      const server = await serverChartAt(clone, pushed.before.main);
      if (server !== null) await refuseOlderForm(context, server, 'What ran before');
      return takeBack(clone, pushed, message);
    });
    await askFlux(context, 'gitrepositories');
    const rest = `Commit ${short} was taken back by ${undone.slice(0, 10)}: Flux goes back to what ran before.`;
    return new RaibidError('provision_failed', `${messageOf(cause)}\n${rest}`, { cause });
  } catch (error) {
    const rest = `Commit ${short} of ${infraRepository} could not be taken back: ${messageOf(error)}`;
    const isTooOld = isRaibidError(error, 'store_newer');
    const hint = isTooOld ? error.hint : `Revert ${short} there: Flux applies what main says.`;
    return new RaibidError('provision_failed', `${messageOf(cause)}\n${rest}`, { hint, cause });
  }
}
