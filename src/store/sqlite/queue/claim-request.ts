import type { QueueStore } from '../../port.ts';

export type ClaimRequest = Parameters<QueueStore['claim']>[0];
