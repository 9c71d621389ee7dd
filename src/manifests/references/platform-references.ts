import type { Tell } from '../lint/rule.ts';
import type { Path } from '../yaml/positioned-document.ts';
import { cycleIn } from './cycles.ts';
import { get, listOf, type ObjectIndex, textOf } from './object-index.ts';
import { knownNames, type ReferenceRule } from './reference-rule.ts';

export const scalerReference: ReferenceRule = {
  name: 'scaler-reference',
  summary: 'Autoscalers name workloads and TriggerAuthentications that exist',
  severity: 'error',
  check({ index, tellOf }) {
    for (const kind of ['ScaledJob', 'ScaledObject']) {
      for (const object of index.ofKind(kind)) {
        const { value, namespace } = object.manifest;
        for (const [place, trigger] of listOf(get(value, 'spec', 'triggers')).entries()) {
          const name = textOf(get(trigger, 'authenticationRef', 'name'));
          const wanted = textOf(get(trigger, 'authenticationRef', 'kind')) || 'TriggerAuthentication';
          const where = wanted === 'ClusterTriggerAuthentication' ? '' : namespace;
          if (name === '' || index.find(wanted, where, name)) continue;
          const path = ['spec', 'triggers', place, 'authenticationRef', 'name'];
          tellOf(object)(path, `there is no ${wanted} ${name}`, knownNames(wanted, index.namesOf(wanted, where)));
        }
      }
    }
    for (const kind of ['HorizontalPodAutoscaler', 'ScaledObject']) {
      for (const object of index.ofKind(kind)) {
        const { value, namespace } = object.manifest;
        const name = textOf(get(value, 'spec', 'scaleTargetRef', 'name'));
        const target = textOf(get(value, 'spec', 'scaleTargetRef', 'kind')) || 'Deployment';
        if (name === '' || index.find(target, namespace, name)) continue;
        tellOf(object)(
          ['spec', 'scaleTargetRef', 'name'],
          `there is no ${target} ${name}`,
          knownNames(target, index.namesOf(target, namespace)),
        );
      }
    }
  },
};

const fluxGroup = /\.toolkit\.fluxcd\.io\//;

export const fluxSource: ReferenceRule = {
  name: 'flux-source',
  summary: 'HelmReleases and Flux Kustomizations name sources that exist',
  severity: 'error',
  check({ index, tellOf }) {
    for (const kind of ['HelmRelease', 'Kustomization']) {
      for (const object of index.ofKind(kind)) {
        const { value, namespace, apiVersion } = object.manifest;
        if (!fluxGroup.test(apiVersion)) continue;
        const places: Path[] = [
          ['spec', 'sourceRef'],
          ['spec', 'chart', 'spec', 'sourceRef'],
          ['spec', 'chartRef'],
        ];
        for (const at of places) {
          const ref = get(value, ...at);
          if (ref !== undefined)
            checkSource(
              index,
              {
                kind: textOf(get(ref, 'kind')),
                name: textOf(get(ref, 'name')),
                namespace: textOf(get(ref, 'namespace')) || namespace,
                at,
              },
              tellOf(object),
            );
        }
      }
    }
  },
};

interface SourceUse {
  kind: string;
  name: string;
  namespace: string;
  at: Path;
}

function checkSource(index: ObjectIndex, { kind, name, namespace, at }: SourceUse, tell: Tell): void {
  // `flux bootstrap` and our CLI make the source of the repository itself.
  if (name === '' || name === 'flux-system' || index.find(kind, namespace, name)) return;
  if (kind === 'ExternalArtifact' && isGenerated(index, namespace, name)) return;
  tell([...at, 'name'], `there is no ${kind} ${namespace}/${name}`, knownNames(kind, index.namesOf(kind, namespace)));
}

/** ExternalArtifacts are never in Git: controllers make them, that of Flux itself for each artifact of a generator. */
function isGenerated(index: ObjectIndex, namespace: string, name: string): boolean {
  const generators = index.ofKind('ArtifactGenerator');
  const made = generators
    .filter(({ manifest }) => manifest.namespace === namespace)
    .flatMap(({ manifest }) => listOf(get(manifest.value, 'spec', 'artifacts')));
  return generators.length === 0 || made.some((artifact) => textOf(get(artifact, 'name')) === name);
}

export const fluxOrder: ReferenceRule = {
  name: 'flux-order',
  summary: 'dependsOn of Flux names objects that exist, without a cycle',
  severity: 'error',
  check({ index, tellOf }) {
    for (const kind of ['HelmRelease', 'Kustomization']) {
      const objects = index.ofKind(kind).filter(({ manifest }) => fluxGroup.test(manifest.apiVersion));
      const edges = new Map<string, string[]>();
      for (const object of objects) {
        const { value, namespace, name } = object.manifest;
        const names = listOf(get(value, 'spec', 'dependsOn')).map(
          (each) => `${textOf(get(each, 'namespace')) || namespace}/${textOf(get(each, 'name'))}`,
        );
        edges.set(`${namespace}/${name}`, names);
        for (const [place, full] of names.entries()) {
          const [where = '', target = ''] = full.split('/');
          if (index.find(kind, where, target)) continue;
          tellOf(object)(
            ['spec', 'dependsOn', place, 'name'],
            `there is no ${kind} ${full}`,
            knownNames(kind, index.namesOf(kind, where)),
          );
        }
      }
      const cycle = cycleIn(edges);
      const closing = objects.find(({ manifest }) => `${manifest.namespace}/${manifest.name}` === cycle?.at(-2));
      if (!cycle || !closing) continue;
      const places = listOf(get(closing.manifest.value, 'spec', 'dependsOn'));
      const place = places.findIndex((each) => textOf(get(each, 'name')) === cycle.at(-1)?.split('/')[1]);
      tellOf(closing)(
        ['spec', 'dependsOn', place, 'name'],
        `they wait for each other: ${cycle.join(' -> ')}`,
        'Remove one of these dependencies.',
      );
    }
  },
};
