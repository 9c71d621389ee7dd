import { describe } from 'vitest';
import { atOnceConformance } from './at-once.ts';
import { cancelConformance } from './cancelling.ts';
import { claimConformance } from './claims.ts';
import { deliveryConformance } from './deliveries.ts';
import { expiryConformance } from './expiry.ts';
import { fileConformance } from './files.ts';
import { forgeConformance } from './forges.ts';
import { groupConformance } from './groups.ts';
import { jobConformance } from './jobs.ts';
import { killConformance } from './kill/kill-cases.ts';
import { leaseConformance } from './leases.ts';
import { mirrorConformance } from './mirrors.ts';
import { queueOrderConformance } from './queue-order.ts';
import { randomWalkConformance } from './random-walk.ts';
import { repositoryConformance } from './repositories.ts';
import { retentionConformance } from './retention.ts';
import { runConformance } from './runs.ts';
import { settingConformance } from './settings.ts';
import { signalConformance } from './signals.ts';
import { smallRecordConformance } from './small-records.ts';
import { statusConformance } from './statuses.ts';
import type { OpenTestStore } from './test-store.ts';

const parts = [
  repositoryConformance,
  deliveryConformance,
  runConformance,
  retentionConformance,
  groupConformance,
  queueOrderConformance,
  claimConformance,
  atOnceConformance,
  leaseConformance,
  expiryConformance,
  cancelConformance,
  jobConformance,
  statusConformance,
  fileConformance,
  smallRecordConformance,
  forgeConformance,
  settingConformance,
  mirrorConformance,
  signalConformance,
  randomWalkConformance,
  killConformance,
];

/** Everything a driver promises. `open` answers a store on fresh data each time. */
export function storeConformance(driver: string, open: OpenTestStore): void {
  describe(`the ${driver} store`, () => {
    for (const part of parts) part(open);
  });
}
