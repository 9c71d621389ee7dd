import type { ValueChecks } from '../schema/compile-schema.ts';
import { configChecks } from './config-checks.ts';
import { containerChecks } from './container-checks.ts';
import { metadataChecks } from './metadata-checks.ts';
import { networkChecks } from './network-checks.ts';
import { podChecks } from './pod-checks.ts';
import { policyChecks } from './policy-checks.ts';
import { specChecks } from './spec-checks.ts';
import { workloadChecks } from './workload-checks.ts';

/**
 * What the API server's own code checks beyond the schema, by the definition of the catalog that it belongs to. Facts:
 * pkg/apis/<group>/validation of k8s.io/kubernetes 1.36.
 */
export const valueChecks: ValueChecks = {
  ...metadataChecks,
  ...containerChecks,
  ...podChecks,
  ...workloadChecks,
  ...networkChecks,
  ...configChecks,
  ...policyChecks,
  ...specChecks,
};
