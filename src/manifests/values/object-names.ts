import type { Manifest } from '../manifest.ts';
import { isObject } from '../manifest.ts';
import type { CheckRun } from '../schema/check-run.ts';
import { quote } from '../schema/describe-value.ts';
import { compareVersions, type SchemaCatalog } from '../schema/schema-catalog.ts';
import { dns1035Label, dnsLabel, dnsSubdomain, type NameRule, pathSegment } from './names.ts';

const shortSubdomain =
  (max: number): NameRule =>
  (text) =>
    text.length > max ? `has more than ${max} characters` : dnsSubdomain(text);

/** Kinds whose names follow another rule than "DNS subdomain". */
const rules: Record<string, NameRule> = {
  'v1 Namespace': dnsLabel,
  'rbac.authorization.k8s.io/v1 Role': pathSegment,
  'rbac.authorization.k8s.io/v1 RoleBinding': pathSegment,
  'rbac.authorization.k8s.io/v1 ClusterRole': pathSegment,
  'rbac.authorization.k8s.io/v1 ClusterRoleBinding': pathSegment,
  // The pods of a CronJob get 11 characters more, those of a Job must fit a label.
  'batch/v1 CronJob': shortSubdomain(52),
  'batch/v1 Job': shortSubdomain(63),
};

/** Questions to the API server, which are answered and not kept, and a kind that gets a name by itself. */
const nameless = /^(Self)?Subject(Access|Rules)?Review$|^LocalSubjectAccessReview$|^TokenReview$|^LimitRange$/;

/** metadata.name (or generateName) as the API server wants it for the object's kind. */
export function checkObjectName(manifest: Manifest, catalog: SchemaCatalog, run: CheckRun): void {
  const { value } = manifest;
  const scope = catalog.entry(`${manifest.apiVersion} ${manifest.kind}`)?.scope;
  if (scope === 'None' || nameless.test(manifest.kind)) return;
  const metadata = isObject(value.metadata) ? value.metadata : undefined;
  const generated = metadata?.generateName;
  const name = metadata?.name;
  if (name === undefined || name === null || name === '') {
    if (typeof generated === 'string' && generated !== '') return;
    if (metadata || value.metadata === undefined || value.metadata === null) missingName(metadata !== undefined, run);
    return;
  }
  if (typeof name !== 'string') return;
  const wrong = ruleFor(manifest, catalog)(name);
  if (wrong !== undefined) {
    const hint = `Choose another name${suggestion(name)}.`;
    run.fault('invalid-name', `the name ${quote(name)} ${wrong}`, hint, { below: ['metadata', 'name'] });
  }
}

function ruleFor({ apiVersion, kind }: Manifest, catalog: SchemaCatalog): NameRule {
  const key = `${apiVersion} ${kind}`;
  if (key === 'v1 Service') return compareVersions(catalog.version, '1.36') < 0 ? dns1035Label : dnsLabel;
  return rules[key] ?? dnsSubdomain;
}

function missingName(hasMetadata: boolean, run: CheckRun): void {
  const options = { below: hasMetadata ? ['metadata'] : [], target: 'inside' as const };
  run.fault('missing-field', 'the field "metadata.name" is missing', 'Give the object a name.', options);
}

function suggestion(name: string): string {
  const better = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9.-]+/g, '-')
    .replaceAll(/^[-.]+|[-.]+$/g, '')
    .slice(0, 52);
  return better === '' || better === name ? '' : `, such as ${better}`;
}
