import { z } from 'zod';
import type { ConfigObject } from './read-config.ts';
import { chartValue, onlyWhen, templateText } from './template-text.ts';

const ruleSchema = z.looseObject({ apiGroups: z.array(z.string()), resources: z.array(z.string()) });
type Rule = z.infer<typeof ruleSchema>;

const roleName = 'keda-operator';
const subjects = [{ kind: 'ServiceAccount', name: roleName, namespace: chartValue('.Release.Namespace') }];
const group = 'rbac.authorization.k8s.io';

/** What is not in any namespace: a binding in the watched one cannot give it. */
const clusterWide = [
  'clustertriggerauthentications',
  'clustercloudeventsources',
  'validatingwebhookconfigurations',
  'apiservices',
];

/**
 * The operator's ClusterRole as the upstream chart binds it: in the watched namespace alone where there is one, and what
 * is of the whole cluster by a role of its own. The right to scale every kind is behind its switch.
 */
export function rightsTemplate(role: ConfigObject): string {
  const { rules } = z.looseObject({ rules: z.array(ruleSchema) }).parse(role);
  const isEveryKind = (rule: Rule) => rule.apiGroups.includes('*');
  const isClusterWide = (resource: string) => clusterWide.includes(resource.split('/')[0] ?? '');
  const usual = rules.filter((rule) => !isEveryKind(rule));
  return [
    templateText(clusterRole(roleName, usual)),
    onlyWhen('not .Values.watchNamespace', templateText(binding('ClusterRoleBinding', roleName))),
    onlyWhen(
      '.Values.watchNamespace',
      templateText(binding('RoleBinding', roleName, chartValue('.Values.watchNamespace'))),
    ),
    templateText(clusterRole(`${roleName}-minimal`, onlyResources(usual, isClusterWide))),
    templateText(binding('ClusterRoleBinding', `${roleName}-minimal`)),
    onlyWhen(
      '.Values.rbac.enabledCustomScaledRefKinds',
      [
        templateText(clusterRole(`${roleName}-every-kind`, rules.filter(isEveryKind))),
        templateText(binding('ClusterRoleBinding', `${roleName}-every-kind`)),
      ].join('---\n'),
    ),
  ].join('---\n');
}

function onlyResources(rules: Rule[], isWanted: (resource: string) => boolean): Rule[] {
  const narrowed = rules.map((rule) => ({ ...rule, resources: rule.resources.filter(isWanted) }));
  return narrowed.filter((rule) => rule.resources.length > 0);
}

function clusterRole(name: string, rules: Rule[]): object {
  return { apiVersion: `${group}/v1`, kind: 'ClusterRole', metadata: { name }, rules };
}

function binding(kind: 'RoleBinding' | 'ClusterRoleBinding', name: string, namespace?: string): object {
  const metadata = namespace === undefined ? { name } : { name, namespace };
  return {
    apiVersion: `${group}/v1`,
    kind,
    metadata,
    roleRef: { apiGroup: group, kind: 'ClusterRole', name },
    subjects,
  };
}
