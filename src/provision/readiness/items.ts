import type { ReadinessItem } from './item.ts';
import { backup } from './items/backup.ts';
import { documentation } from './items/documentation.ts';
import { health } from './items/health.ts';
import { limits } from './items/limits.ts';
import { logging } from './items/logging.ts';
import { manifests } from './items/manifests.ts';
import { monitoring } from './items/monitoring.ts';
import { policies } from './items/policies.ts';
import { recovery } from './items/recovery.ts';
import { rights } from './items/rights.ts';
import { secrets } from './items/secrets.ts';

/** The checklist for production, in the order in which it is shown. */
export const readinessItems: readonly ReadinessItem[] = [
  health,
  manifests,
  limits,
  secrets,
  policies,
  rights,
  monitoring,
  logging,
  backup,
  recovery,
  documentation,
];
