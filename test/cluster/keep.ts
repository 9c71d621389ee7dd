import { access, rename, rm } from 'node:fs/promises';

/**
 * Gives what was made its place in the cache, in one step: nobody ever sees half of it. Where another process was faster,
 * what that one made stays, which is the same.
 */
export async function keep(made: string, place: string): Promise<void> {
  await rename(made, place).catch(async (error: unknown) => {
    if (!(await isThere(place))) throw error;
    await rm(made, { recursive: true, force: true });
  });
}

/** Whether there is a file or folder. */
export async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
