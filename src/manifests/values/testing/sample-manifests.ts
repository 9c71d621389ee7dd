import { formatPath } from '../../finding.ts';
import { manifestsOf } from '../../manifest.ts';
import { ObjectValidator } from '../../schema/object-validator.ts';
import { openCatalog } from '../../schema/schema-catalog.ts';
import { parsePositioned } from '../../yaml/parse-positioned.ts';

const validator = new ObjectValidator(openCatalog());

/** Rule and place of each fault of one manifest, by schema and values. */
export async function faultsOf(text: string): Promise<string[]> {
  const [document] = parsePositioned(text);
  const [manifest] = manifestsOf(document?.value ?? null);
  if (!manifest) throw new Error('no manifest');
  const { faults } = await validator.check(manifest);
  return faults.map((fault) => `${fault.rule} ${formatPath(fault.path)}`);
}

/** Manifests of one kind each, with a part left to the test. */
export const object = (apiVersion: string, kind: string, spec: string) =>
  `{apiVersion: ${apiVersion}, kind: ${kind}, metadata: {name: x}, ${spec}}`;
export const pod = (spec: string, container = '') =>
  object('v1', 'Pod', `spec: {containers: [{name: a, image: b${container}}]${spec}}`);
export const service = (spec: string) => object('v1', 'Service', `spec: {${spec}}`);
export const deployment = (spec: string) =>
  object(
    'apps/v1',
    'Deployment',
    `spec: {selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {containers: [{name: a, image: b}]}}${spec}}`,
  );
export const job = (spec: string, podSpec = 'restartPolicy: Never, ') =>
  object('batch/v1', 'Job', `spec: {${spec}template: {spec: {${podSpec}containers: [{name: a, image: b}]}}}`);
export const policy = (spec: string) =>
  object('networking.k8s.io/v1', 'NetworkPolicy', `spec: {podSelector: {}, ${spec}}`);
export const ingress = (path: string) =>
  object(
    'networking.k8s.io/v1',
    'Ingress',
    `spec: {rules: [{http: {paths: [{${path}, backend: {service: {name: x, port: {number: 80}}}}]}}]}`,
  );
export const budget = (spec: string) =>
  object('policy/v1', 'PodDisruptionBudget', `spec: {selector: {matchLabels: {a: b}}, ${spec}}`);
export const claim = (spec: string) => object('v1', 'PersistentVolumeClaim', `spec: {${spec}}`);
export const container = 'spec.containers[0]';
