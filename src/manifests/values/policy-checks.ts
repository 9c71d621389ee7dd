import type { CheckRun } from '../schema/check-run.ts';
import type { ValueChecks } from '../schema/compile-schema.ts';
import { checkRange, isGiven, notNegative, positive } from './check-helpers.ts';
import { checkResourceName } from './container-checks.ts';
import { checkValueName } from './metadata-checks.ts';
import { dnsSubdomain, qualifiedName } from './names.ts';
import { parseQuantity } from './quantity.ts';
import { checkShare } from './workload-checks.ts';

/** RBAC, storage, autoscaling, disruption budgets, CustomResourceDefinitions. */
export const policyChecks: ValueChecks = {
  'rbac.v1.PolicyRule': (value, run) => checkPolicyRule(value as PolicyRule, run),
  'rbac.v1.Role': (value, run) => checkRole(value as { rules?: PolicyRule[] | null }, run),
  'rbac.v1.RoleBinding': (value, run) => checkBinding(value as Binding, ['Role', 'ClusterRole'], run),
  'rbac.v1.ClusterRoleBinding': (value, run) => checkBinding(value as Binding, ['ClusterRole'], run),
  'policy.v1.PodDisruptionBudgetSpec': (value, run) => checkBudget(value as Budget, run),
  'autoscaling.v2.HorizontalPodAutoscalerSpec': (value, run) => checkAutoscaler(value as Autoscaler, run),
  'autoscaling.v1.HorizontalPodAutoscalerSpec': (value, run) => checkAutoscaler(value as Autoscaler, run),
  'core.v1.PersistentVolumeClaimSpec': (value, run) => checkClaim(value as Claim, run),
  'core.v1.PersistentVolumeSpec': (value, run) =>
    checkVolumeSpec(value as { capacity?: object; accessModes?: string[] }, run),
  'core.v1.ResourceQuotaSpec': (value, run) => checkQuota(value as { hard?: Amounts }, run),
  'core.v1.LimitRangeItem': (value, run) => checkLimits(value as Limits, run),
  'scheduling.v1.PriorityClass': (value, run) => checkPriority(value as { value: number }, run),
  'apiextensions.v1.CustomResourceDefinition': (value, run) => checkCrd(value as Crd, run),
};

interface PolicyRule {
  verbs?: string[];
  apiGroups?: string[] | null;
  resources?: string[] | null;
  nonResourceURLs?: string[] | null;
}

interface Binding {
  roleRef: { apiGroup?: string; kind: string; name: string };
  subjects?: { kind: string; name: string; namespace?: string; apiGroup?: string }[] | null;
}

interface Budget {
  minAvailable?: number | string;
  maxUnavailable?: number | string;
}

interface Autoscaler {
  minReplicas?: number;
  maxReplicas: number;
}

interface Claim {
  accessModes?: string[] | null;
  resources?: { requests?: Record<string, string | number> | null } | null;
}

interface Crd {
  metadata?: { name?: string };
  spec: {
    group: string;
    names: { plural: string; kind: string };
    versions: { name: string; storage: boolean; schema?: object }[];
  };
}

function checkPolicyRule(rule: PolicyRule, run: CheckRun): void {
  if (!rule.verbs?.length) run.fault('missing-field', 'the rule has no verbs', 'Add "verbs".', { target: 'inside' });
  if (rule.nonResourceURLs?.length && (rule.apiGroups?.length || rule.resources?.length)) {
    run.fault('invalid-value', 'a rule is about resources or about URLs, not both', 'Make two rules.', {
      below: ['nonResourceURLs'],
      target: 'key',
    });
  } else if (!rule.nonResourceURLs?.length) {
    if (!rule.apiGroups?.length)
      run.fault('missing-field', 'the rule has no apiGroups', 'Add "apiGroups" ("" is the core group).', {
        target: 'inside',
      });
    if (!rule.resources?.length)
      run.fault('missing-field', 'the rule has no resources', 'Add "resources".', { target: 'inside' });
  }
}

function checkRole({ rules }: { rules?: PolicyRule[] | null }, run: CheckRun): void {
  for (const [index, rule] of (rules ?? []).entries()) {
    if (!rule.nonResourceURLs?.length) continue;
    run.fault('invalid-value', 'a Role cannot allow URLs', 'Use a ClusterRole.', {
      below: ['rules', index, 'nonResourceURLs'],
      target: 'key',
    });
  }
}

const rbacGroup = 'rbac.authorization.k8s.io';

function checkBinding({ roleRef, subjects }: Binding, kinds: string[], run: CheckRun): void {
  if (roleRef.apiGroup && roleRef.apiGroup !== rbacGroup) {
    run.fault('invalid-value', `must be ${rbacGroup}`, 'Correct it.', { below: ['roleRef', 'apiGroup'] });
  }
  if (!kinds.includes(roleRef.kind))
    run.fault('invalid-value', `must be ${kinds.join(' or ')}, but is ${roleRef.kind}`, 'Correct it.', {
      below: ['roleRef', 'kind'],
    });
  if (roleRef.name === '')
    run.fault('missing-field', 'the role has no name', 'Name the role.', { below: ['roleRef', 'name'] });
  for (const [index, { kind, name, namespace, apiGroup }] of (subjects ?? []).entries()) {
    const below = ['subjects', index];
    if (name === '') run.fault('missing-field', 'the subject has no name', 'Name it.', { below: [...below, 'name'] });
    else if (kind === 'ServiceAccount') {
      checkValueName('invalid-name', 'the ServiceAccount', dnsSubdomain, name, [...below, 'name'], run);
    }
    if (!['ServiceAccount', 'User', 'Group'].includes(kind)) {
      run.fault('invalid-value', `must be ServiceAccount, User or Group, but is ${kind}`, 'Correct it.', {
        below: [...below, 'kind'],
      });
    } else if (kind !== 'ServiceAccount') {
      if (apiGroup && apiGroup !== rbacGroup) {
        run.fault('invalid-value', `must be ${rbacGroup}`, 'Correct it.', { below: [...below, 'apiGroup'] });
      }
    } else {
      // A RoleBinding takes its own namespace where none is named.
      if (!namespace && !kinds.includes('Role')) {
        run.fault('missing-field', 'the ServiceAccount has no namespace', 'Add "namespace".', {
          below,
          target: 'inside',
        });
      }
      if (apiGroup)
        run.fault('invalid-value', 'a ServiceAccount has no apiGroup', 'Remove it.', { below: [...below, 'apiGroup'] });
    }
  }
}

function checkBudget(budget: Budget, run: CheckRun): void {
  const { minAvailable, maxUnavailable } = budget;
  if (isGiven(budget, 'minAvailable') && isGiven(budget, 'maxUnavailable')) {
    run.fault('invalid-value', 'minAvailable and maxUnavailable exclude each other', 'Keep one of them.', {
      below: ['maxUnavailable'],
      target: 'key',
    });
  }
  checkShare(minAvailable, ['minAvailable'], run);
  checkShare(maxUnavailable, ['maxUnavailable'], run);
}

function checkAutoscaler({ minReplicas, maxReplicas }: Autoscaler, run: CheckRun): void {
  checkRange(maxReplicas, positive, ['maxReplicas'], run);
  checkRange(minReplicas, notNegative, ['minReplicas'], run);
  if (minReplicas !== undefined && minReplicas > maxReplicas) {
    run.fault('invalid-value', `maxReplicas ${maxReplicas} is below minReplicas ${minReplicas}`, 'Raise it.', {
      below: ['maxReplicas'],
    });
  }
}

const accessModes = ['ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOncePod'];

function checkModes(modes: string[] | null | undefined, run: CheckRun): void {
  if (!modes?.length) run.fault('missing-field', 'accessModes are missing', 'Add "accessModes".', { target: 'inside' });
  for (const [index, mode] of (modes ?? []).entries()) {
    if (accessModes.includes(mode)) continue;
    run.fault('invalid-value', `must be one of ${accessModes.join(', ')}`, 'Correct it.', {
      below: ['accessModes', index],
    });
  }
}

function checkClaim(claim: Claim, run: CheckRun): void {
  checkModes(claim.accessModes, run);
  const storage = claim.resources?.requests?.storage;
  if (storage === undefined || storage === null) {
    run.fault('missing-field', 'the claim does not say how much storage it wants', 'Add resources.requests.storage.', {
      target: 'inside',
    });
  } else if ((parseQuantity(storage) ?? 1) <= 0) {
    run.fault('invalid-quantity', 'must be more than 0', 'Ask for some storage.', {
      below: ['resources', 'requests', 'storage'],
    });
  }
}

function checkVolumeSpec(spec: { capacity?: object; accessModes?: string[] }, run: CheckRun): void {
  checkModes(spec.accessModes, run);
  if (!spec.capacity || !isGiven(spec.capacity, 'storage')) {
    run.fault('missing-field', 'the volume has no capacity', 'Add capacity.storage.', { target: 'inside' });
  }
}

/** Above lie the priorities of the system's own pods. */
function checkPriority({ value }: { value: number }, run: CheckRun): void {
  checkRange(value, [-2_147_483_648, 1_000_000_000], ['value'], run);
}

function checkCrd(crd: Crd, run: CheckRun): void {
  const { group, names, versions } = crd.spec;
  const wanted = `${names.plural}.${group}`;
  if (crd.metadata?.name !== undefined && crd.metadata.name !== wanted) {
    run.fault('invalid-name', `the name must be ${wanted}`, 'Correct one of the two.', { below: ['metadata', 'name'] });
  }
  const stored = versions.filter((version) => version.storage);
  if (stored.length !== 1) {
    run.fault(
      'invalid-value',
      `exactly one version must have storage: true, not ${stored.length}`,
      'Correct "storage".',
      { below: ['spec', 'versions'], target: 'key' },
    );
  }
  for (const [index, version] of versions.entries()) {
    if (!isGiven(version, 'schema'))
      run.fault('missing-field', 'the version has no schema', 'Add "schema".', {
        below: ['spec', 'versions', index],
        target: 'inside',
      });
  }
}

interface Limits {
  type: string;
  min?: Amounts;
  max?: Amounts;
  default?: Amounts;
  defaultRequest?: Amounts;
}

type Amounts = Record<string, string | number> | null;

/** Pairs of which the first may not be above the second. */
const ordered = [
  ['min', 'max'],
  ['min', 'defaultRequest'],
  ['defaultRequest', 'default'],
  ['default', 'max'],
  ['defaultRequest', 'max'],
] as const;

function checkLimits(limits: Limits, run: CheckRun): void {
  const wrong = qualifiedName(limits.type);
  if (wrong !== undefined)
    run.fault('invalid-name', `the type ${wrong}`, 'Write Container, Pod or PersistentVolumeClaim.', {
      below: ['type'],
    });
  for (const kind of ['min', 'max', 'default', 'defaultRequest'] as const) {
    for (const name of Object.keys(limits[kind] ?? {})) checkResourceName(name, [kind, name], run);
  }
  for (const [low, high] of ordered) {
    for (const [name, amount] of Object.entries(limits[low] ?? {})) {
      const bound = limits[high]?.[name];
      if (bound === undefined || (parseQuantity(amount) ?? 0) <= (parseQuantity(bound) ?? 0)) continue;
      run.fault(
        'invalid-quantity',
        `${low} ${amount} of ${name} is above ${high} ${bound}`,
        'Correct one of the two.',
        { below: [low, name] },
      );
    }
  }
}

/** What a quota can count by plain names. */
const countable = new Set(
  (
    'cpu memory storage ephemeral-storage requests.cpu requests.memory requests.storage requests.ephemeral-storage limits.cpu ' +
    'limits.memory limits.ephemeral-storage pods services replicationcontrollers resourcequotas secrets configmaps ' +
    'persistentvolumeclaims services.nodeports services.loadbalancers'
  ).split(' '),
);

function checkQuota({ hard }: { hard?: Amounts }, run: CheckRun): void {
  for (const name of Object.keys(hard ?? {})) {
    const isKnown = countable.has(name) || name.startsWith('hugepages-') || name.startsWith('requests.hugepages-');
    const wrong = isKnown
      ? undefined
      : (qualifiedName(name) ?? (name.includes('/') ? undefined : 'is nothing that a quota counts'));
    if (wrong === undefined) continue;
    const hint = 'Such as requests.cpu, limits.memory, pods or count/deployments.apps.';
    run.fault('invalid-name', `"${name}" ${wrong}`, hint, { below: ['hard', name], target: 'key' });
  }
}
