import type { ReadObject } from '../validate/inspector.ts';
import type { Selector } from '../values/shapes.ts';
import { get, type IndexedPod, listOf, maySharePlace, type ObjectIndex, objectOf, textOf } from './object-index.ts';
import { knownNames, type ReferenceRule, type ReferenceScope } from './reference-rule.ts';

export const serviceTarget: ReferenceRule = {
  name: 'service-target',
  summary: 'A Service selects pods that exist, and its target ports are ports of theirs',
  severity: 'error',
  check({ index, tellOf }) {
    for (const object of index.ofKind('Service')) {
      const { manifest } = object;
      const labels = objectOf(get(manifest.value, 'spec', 'selector'));
      if (Object.keys(labels).length === 0) continue;
      const pods = index.podsOf(manifest.namespace, { matchLabels: (labels as Selector['matchLabels']) ?? null });
      const text = Object.entries(labels)
        .map(([key, value]) => `${key}=${String(value)}`)
        .join(', ');
      const tell = tellOf(object);
      if (pods.length > 0) checkTargetPorts(object, pods, tell);
      else
        tell(
          ['spec', 'selector'],
          `no pod has the labels ${text}`,
          'Make the selector agree with the labels of the pods.',
          'key',
        );
    }
  },
};

function checkTargetPorts(object: ReadObject, pods: IndexedPod[], tell: ReturnType<ReferenceScope['tellOf']>): void {
  const ports = pods.flatMap(({ containers }) => containers.flatMap(({ container }) => container.ports ?? []));
  for (const [place, port] of listOf(get(object.manifest.value, 'spec', 'ports')).entries()) {
    const target = get(port, 'targetPort') ?? get(port, 'port');
    const isKnown = ports.some((each) => each.name === target || each.containerPort === target);
    // Ports need not be declared; a name, or a number beside declared ones, must be.
    if (isKnown || (typeof target === 'number' && ports.length === 0)) continue;
    const known = ports
      .map((each) => (each.name ? `${each.name} (${each.containerPort})` : each.containerPort))
      .join(', ');
    const field = get(port, 'targetPort') === undefined ? 'port' : 'targetPort';
    tell(
      ['spec', 'ports', place, field],
      `the selected pods have no port ${String(target)}`,
      `Their ports: ${known || 'none'}.`,
    );
  }
}

export const ingressBackend: ReferenceRule = {
  name: 'ingress-backend',
  summary: 'The backends of an Ingress or HTTPRoute are Services and ports that exist',
  severity: 'error',
  check({ index, tellOf }) {
    for (const object of index.ofKind('Ingress')) {
      const { value, namespace } = object.manifest;
      for (const [rule, each] of listOf(get(value, 'spec', 'rules')).entries()) {
        for (const [place, path] of listOf(get(each, 'http', 'paths')).entries()) {
          const at = ['spec', 'rules', rule, 'http', 'paths', place, 'backend', 'service'];
          const service = objectOf(get(path, 'backend', 'service'));
          const port = objectOf(service.port);
          checkBackend(
            index,
            namespace,
            {
              name: textOf(service.name),
              port: port.name ?? port.number,
              at,
              portField: ['port', port.name ? 'name' : 'number'],
            },
            tellOf(object),
          );
        }
      }
    }
    for (const object of index.ofKind('HTTPRoute')) {
      for (const [rule, each] of listOf(get(object.manifest.value, 'spec', 'rules')).entries()) {
        for (const [place, backend] of listOf(get(each, 'backendRefs')).entries()) {
          if ((get(backend, 'kind') ?? 'Service') !== 'Service') continue;
          const at = ['spec', 'rules', rule, 'backendRefs', place];
          const namespace = textOf(get(backend, 'namespace')) || object.manifest.namespace;
          checkBackend(
            index,
            namespace,
            { name: textOf(get(backend, 'name')), port: get(backend, 'port'), at, portField: ['port'] },
            tellOf(object),
          );
        }
      }
    }
  },
};

interface Backend {
  name: string;
  port: unknown;
  at: (string | number)[];
  portField: string[];
}

function checkBackend(
  index: ObjectIndex,
  namespace: string,
  backend: Backend,
  tell: ReturnType<ReferenceScope['tellOf']>,
): void {
  if (backend.name === '') return;
  const service = index.find('Service', namespace, backend.name);
  if (!service) {
    tell(
      [...backend.at, 'name'],
      `there is no Service ${backend.name}`,
      knownNames('Service', index.namesOf('Service', namespace)),
    );
    return;
  }
  const ports = listOf(get(service.manifest.value, 'spec', 'ports')).map(objectOf);
  const isKnown =
    backend.port === undefined || ports.some((port) => port.name === backend.port || port.port === backend.port);
  const known = ports.map((port) => `${textOf(port.name) || ''} ${String(port.port)}`.trim()).join(', ');
  if (!isKnown)
    tell(
      [...backend.at, ...backend.portField],
      `the Service ${backend.name} has no port ${String(backend.port)}`,
      `Its ports: ${known}.`,
    );
}

export const monitorTarget: ReferenceRule = {
  name: 'monitor-target',
  summary: 'A ServiceMonitor or PodMonitor selects something, by ports that exist',
  severity: 'error',
  check({ index, tellOf }) {
    for (const object of index.ofKind('ServiceMonitor')) {
      const { value, namespace } = object.manifest;
      const names = listOf(get(value, 'spec', 'namespaceSelector', 'matchNames')).map(textOf);
      const isAny = get(value, 'spec', 'namespaceSelector', 'any') === true;
      const services = index.ofKind('Service').filter(({ manifest }) => {
        const isNear =
          isAny || (names.length > 0 ? names : [namespace]).some((name) => maySharePlace(name, manifest.namespace));
        const labels = objectOf(get(manifest.value, 'metadata', 'labels'));
        const selector = objectOf(get(value, 'spec', 'selector', 'matchLabels'));
        return isNear && Object.entries(selector).every(([key, wanted]) => labels[key] === wanted);
      });
      const tell = tellOf(object);
      if (services.length === 0) {
        tell(
          ['spec', 'selector'],
          'no Service has these labels',
          'Make the selector agree with the labels of the Service.',
          'key',
        );
        continue;
      }
      const ports = services.flatMap((service) =>
        listOf(get(service.manifest.value, 'spec', 'ports')).map((port) => textOf(get(port, 'name'))),
      );
      for (const [place, endpoint] of listOf(get(value, 'spec', 'endpoints')).entries()) {
        const port = textOf(get(endpoint, 'port'));
        if (port === '' || ports.includes(port)) continue;
        tell(
          ['spec', 'endpoints', place, 'port'],
          `the Service has no port named ${port}`,
          `Its ports: ${ports.filter(Boolean).join(', ')}.`,
        );
      }
    }
  },
};
