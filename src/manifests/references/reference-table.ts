import { configReference } from './config-references.ts';
import { claimReference, namespaceReference, serviceAccountReference } from './identity-references.ts';
import { fluxOrder, fluxSource, scalerReference } from './platform-references.ts';
import { budgetTarget, networkPolicyPeer } from './policy-references.ts';
import type { ReferenceRule } from './reference-rule.ts';
import { ingressBackend, monitorTarget, serviceTarget } from './service-references.ts';

/** What `raibid-cli check-deps` checks over the objects of a tree. */
export const referenceRules: readonly ReferenceRule[] = [
  serviceTarget,
  ingressBackend,
  monitorTarget,
  configReference,
  serviceAccountReference,
  claimReference,
  namespaceReference,
  networkPolicyPeer,
  budgetTarget,
  scalerReference,
  fluxSource,
  fluxOrder,
];
