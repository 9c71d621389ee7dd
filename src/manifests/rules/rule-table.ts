import type { Rule } from '../lint/rule.ts';
import { autoscaledReplicas } from './autoscaled-replicas.ts';
import { cronjobLimits } from './cronjob-limits.ts';
import { dangerousMount } from './dangerous-mount.ts';
import { dedicatedServiceAccount } from './dedicated-service-account.ts';
import { defaultDeny } from './default-deny.ts';
import { disruptionBudget } from './disruption-budget.ts';
import { distinctProbes } from './distinct-probes.ts';
import { dropCapabilities } from './drop-capabilities.ts';
import { duplicateEnv } from './duplicate-env.ts';
import { evictingBudget } from './evicting-budget.ts';
import { exposedService } from './exposed-service.ts';
import { imageVersion } from './image-version.ts';
import { ingressTls } from './ingress-tls.ts';
import { jobLimits } from './job-limits.ts';
import { leastRbac } from './least-rbac.ts';
import { namespaceName } from './namespace-name.ts';
import { namespacePodSecurity } from './namespace-pod-security.ts';
import { noHostNamespaces } from './no-host-namespaces.ts';
import { noHostPath } from './no-host-path.ts';
import { noHostPort } from './no-host-port.ts';
import { noPrivilegeEscalation } from './no-privilege-escalation.ts';
import { noPrivileged } from './no-privileged.ts';
import { noTokenAutomount } from './no-token-automount.ts';
import { plaintextSecret } from './plaintext-secret.ts';
import { probePort } from './probe-port.ts';
import { probesSet } from './probes-set.ts';
import { readOnlyRoot } from './read-only-root.ts';
import { requiredLabels } from './required-labels.ts';
import { resourceUnits } from './resource-units.ts';
import { resourcesSet } from './resources-set.ts';
import { runAsNonRoot } from './run-as-non-root.ts';
import { seccompProfile } from './seccomp-profile.ts';
import { spreadReplicas } from './spread-replicas.ts';
import { unsafeSysctl } from './unsafe-sysctl.ts';

/** Every rule of `raibid-cli lint`; each has a file here and a page in docs/rules/. */
export const rules: readonly Rule[] = [
  autoscaledReplicas,
  cronjobLimits,
  dangerousMount,
  dedicatedServiceAccount,
  defaultDeny,
  disruptionBudget,
  distinctProbes,
  dropCapabilities,
  duplicateEnv,
  evictingBudget,
  exposedService,
  imageVersion,
  ingressTls,
  jobLimits,
  leastRbac,
  namespaceName,
  namespacePodSecurity,
  noHostNamespaces,
  noHostPath,
  noHostPort,
  noPrivilegeEscalation,
  noPrivileged,
  noTokenAutomount,
  plaintextSecret,
  probePort,
  probesSet,
  readOnlyRoot,
  requiredLabels,
  resourceUnits,
  resourcesSet,
  runAsNonRoot,
  seccompProfile,
  spreadReplicas,
  unsafeSysctl,
];
