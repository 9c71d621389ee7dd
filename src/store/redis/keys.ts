/**
 * Prefix of every key and of the channel. The braces make it a hash tag: all keys are in one slot. What follows is
 * documented in docs/redis.md; in each name the part that varies comes last, so no id can be read as another key.
 */
export const keyPrefix = '{raibid}:';

/** Channel of the wake-ups: one message holds the topics, one a line. */
export const signalChannel = `${keyPrefix}signals`;

/** The stream with one entry a waiting job of a class; KEDA reads its length. */
export function queueStream(agentClass: string): string {
  return `${keyPrefix}queue:${agentClass}`;
}

/** Held by a copy while it reads or writes the store; ends by itself when the copy was killed. */
export const copierKey = `${keyPrefix}copier`;

/** Stands in a store that a copy has not filled yet. */
export const unfinishedKey = `${keyPrefix}unfinished`;

/** The schema version of a server that waits until all of older versions have stopped; ends by itself when it was killed. */
export const takeOverKey = `${keyPrefix}take-over`;

/** On the channel of the wake-ups: look at the versions again. */
export const versionMessage = 'version';
