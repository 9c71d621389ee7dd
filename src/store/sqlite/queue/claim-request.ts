import type { QueueStore } from '../../port/queue.ts';

export type ClaimRequest = Parameters<QueueStore['claim']>[0];
