import { z } from 'zod';
import type { ConfigObject } from './read-config.ts';
import { chartValue } from './template-text.ts';

/** How the upstream chart calls what `config/` calls otherwise. */
const chartNames: Record<string, string> = {
  'keda-metrics-apiserver': 'keda-operator-metrics-apiserver',
  'keda-admission': 'keda-admission-webhooks',
};

/** Where the values of each Deployment are, by its name in the chart. */
const places: Record<string, { image: string; settings: string; part: string }> = {
  'keda-operator': { image: 'keda', settings: 'operator', part: 'operator' },
  'keda-operator-metrics-apiserver': { image: 'metricsApiServer', settings: 'metricsServer', part: 'metricServer' },
  'keda-admission-webhooks': { image: 'webhooks', settings: 'webhooks', part: 'webhooks' },
};

const containerSchema = z.looseObject({
  name: z.string(),
  args: z.array(z.string()),
  env: z.array(z.looseObject({ name: z.string() })),
  livenessProbe: z.looseObject({}),
  readinessProbe: z.looseObject({}),
});
const deploymentSchema = z.looseObject({
  spec: z.looseObject({
    template: z.looseObject({
      spec: z.looseObject({ containers: z.tuple([containerSchema]) }),
    }),
  }),
});

/** The object with the chart's names, in the release's namespace, with the labels that the values add. */
export function chartObject(object: ConfigObject): ConfigObject {
  // The operator looks for the webhooks' configuration by the name that it has.
  const names = object.kind === 'ValidatingWebhookConfiguration' ? {} : chartNames;
  const renamed = rename(object, names) as ConfigObject;
  const metadata = { ...renamed.metadata, labels: chartLabels(renamed.metadata.labels) };
  const made = { ...renamed, metadata };
  if (made.kind === 'Deployment') return withDeploymentValues(made);
  if (made.kind === 'ValidatingWebhookConfiguration') return withFailurePolicy(made);
  return made;
}

function chartLabels(labels: unknown): string {
  const own = Object.entries(z.record(z.string(), z.string()).parse(labels ?? {}))
    .filter(([name]) => name !== 'app.kubernetes.io/version')
    .map(([name, value]) => `"${name}" "${value}"`);
  return chartValue(`merge (dict ${own.join(' ')}) .Values.additionalLabels`);
}

function rename(value: unknown, names: Record<string, string>, key = ''): unknown {
  if (Array.isArray(value)) return value.map((each) => rename(each, names));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, rename(each, names, name)]));
  if (typeof value !== 'string') return value;
  if (key === 'namespace' && value === 'keda') return chartValue('.Release.Namespace');
  return ['name', 'app'].includes(key) ? (names[value] ?? value) : value;
}

function withDeploymentValues(object: ConfigObject): ConfigObject {
  const { spec } = deploymentSchema.parse(object);
  const place = places[object.metadata.name];
  if (place === undefined) throw new Error(`KEDA's config has a Deployment ${object.metadata.name} that is new`);
  const [container] = spec.template.spec.containers;
  const image = `.Values.image.${place.image}`;
  const probe = (name: 'livenessProbe' | 'readinessProbe') => ({
    ...container[name],
    initialDelaySeconds: chartValue(`.Values.${place.settings}.${name}.initialDelaySeconds`),
  });
  const changed = {
    ...container,
    image: chartValue(
      `printf "%s/%s:%s" ${image}.registry ${image}.repository (${image}.tag | default .Chart.AppVersion)`,
    ),
    imagePullPolicy: chartValue('.Values.image.pullPolicy'),
    args: argumentsOf(place.part, container.args),
    env: container.env.map((each) =>
      each.name === 'WATCH_NAMESPACE' ? { ...each, value: chartValue('.Values.watchNamespace') } : each,
    ),
    livenessProbe: probe('livenessProbe'),
    readinessProbe: probe('readinessProbe'),
    resources: chartValue(`.Values.resources.${place.part}`),
  };
  if (place.part === 'metricServer')
    changed.env.push({
      name: 'KEDA_RESTRICT_SECRET_ACCESS',
      value: chartValue('.Values.permissions.metricServer.restrict.secret | toString'),
    });
  const pod = {
    ...spec.template.spec,
    enableServiceLinks: chartValue('.Values.enableServiceLinks'),
    securityContext: chartValue(`.Values.podSecurityContext.${place.part}`),
    containers: [changed],
  };
  const replicas = chartValue(`.Values.${place.settings}.replicaCount`);
  return { ...object, spec: { ...spec, replicas, template: { ...spec.template, spec: pod } } };
}

function argumentsOf(part: string, words: string[]): string[] {
  if (part !== 'operator') return words;
  const settings: Record<string, string> = {
    '--zap-log-level': '.Values.logging.operator.level',
    '--zap-time-encoding': '.Values.logging.operator.timeEncoding',
  };
  const changed = words.map((word) => {
    const [flag = ''] = word.split('=');
    const setting = settings[flag];
    return setting === undefined ? word : chartValue(`printf "${flag}=%s" ${setting}`);
  });
  return [
    ...changed,
    '--metrics-server-service-name=keda-operator-metrics-apiserver',
    chartValue('printf "--enable-prometheus-metrics=%t" .Values.prometheus.operator.enabled'),
  ];
}

function withFailurePolicy(object: ConfigObject): ConfigObject {
  const { webhooks } = z.looseObject({ webhooks: z.array(z.looseObject({})) }).parse(object);
  const failurePolicy = chartValue('.Values.webhooks.failurePolicy');
  return { ...object, webhooks: webhooks.map((webhook) => ({ ...webhook, failurePolicy })) };
}
