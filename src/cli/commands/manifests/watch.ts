import { type FSWatcher, statSync, watch } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { forgetCharts } from '../../../manifests/sources/file-kind.ts';
import { isRaibidError, RaibidError } from '../../../shared/errors.ts';
import type { CommandContext } from '../../command.ts';
import { isSwitchedOn } from '../../option-values.ts';
import { givenPaths } from './given-paths.ts';

/** Editors write a file in several steps; wait until they are done. Milliseconds. */
const quietTime = 100;

/** Runs the check once, or again after every change until the command is stopped. Answers the last exit code. */
export async function watchOrOnce(context: CommandContext, check: () => Promise<number>): Promise<number> {
  if (!isSwitchedOn(context, 'watch')) return check();
  const paths = givenPaths(context);
  if (paths.includes('-')) throw new RaibidError('usage', '--watch cannot watch standard input');
  const changes = watchPaths(paths.map((path) => resolve(context.cwd, path)));
  try {
    let code = await checkOnce(context, check);
    while (await changes.next(context.signal)) code = await checkOnce(context, check);
    return code;
  } finally {
    changes.close();
  }
}

/** A file may be gone for a moment while it is being replaced: say so and go on watching. */
async function checkOnce(context: CommandContext, check: () => Promise<number>): Promise<number> {
  forgetCharts();
  try {
    const code = await check();
    context.stderr.write('watching for changes (stop with Ctrl-C)\n');
    return code;
  } catch (error) {
    if (!isRaibidError(error)) throw error;
    context.stderr.write(`${error.message}\n`);
    return error.exit;
  }
}

interface Changes {
  /** True after the next change, false when the signal stops the watch. */
  next(signal: AbortSignal): Promise<boolean>;
  close(): void;
}

function watchPaths(paths: string[]): Changes {
  let changed = false;
  let wake: (() => void) | undefined;
  const watchers: FSWatcher[] = paths.map((path) => {
    const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
    return watch(isFolder ? path : dirname(path), { recursive: isFolder }, () => {
      changed = true;
      wake?.();
    });
  });
  return {
    async next(signal) {
      await new Promise<void>((done) => {
        if (changed || signal.aborted) return done();
        wake = done;
        signal.addEventListener('abort', () => done(), { once: true });
      });
      if (signal.aborted) return false;
      await new Promise((done) => setTimeout(done, quietTime));
      changed = false;
      return true;
    },
    close() {
      for (const watcher of watchers) watcher.close();
    },
  };
}
