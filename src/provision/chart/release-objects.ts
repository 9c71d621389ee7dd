import type { KubeObject } from '../../kube/server-side-apply.ts';
import type { ComponentEntry } from '../components.ts';
import { parseManifests } from '../manifests/read-manifests.ts';
import { type Release, releaseName } from './release.ts';

/** The objects as helm applies them: it adds labels and annotations of its own, and the namespace. */
export function releaseObjects(release: Release, entry: ComponentEntry): KubeObject[] {
  return parseManifests(release.manifest, `release ${releaseName(entry)}`).map((object) => {
    const { labels, annotations, ...metadata } = object.metadata as KubeObject['metadata'] & Record<string, object>;
    return {
      ...object,
      metadata: {
        namespace: entry.namespace,
        ...metadata,
        labels: { ...labels, 'app.kubernetes.io/managed-by': 'Helm' },
        annotations: {
          ...annotations,
          'meta.helm.sh/release-name': releaseName(entry),
          'meta.helm.sh/release-namespace': entry.namespace,
        },
      },
    };
  });
}
