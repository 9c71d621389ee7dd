import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { KubeObject } from '../../kube/server-side-apply.ts';
import { parsePositioned } from '../../manifests/yaml/parse-positioned.ts';
import { RaibidError } from '../../shared/errors.ts';

const objectSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string(), namespace: z.string().optional() }),
});

/** Objects of the manifests that lie directly in a folder, namespaces first, as `kubectl apply -f FOLDER` takes them. */
export function readManifestFolder(folder: string): KubeObject[] {
  const files = readdirSync(folder).filter((name) => /\.ya?ml$/.test(name));
  const objects = files.toSorted().flatMap((name) => {
    const file = join(folder, name);
    return parseManifests(readFileSync(file, 'utf8'), file);
  });
  const isNamespace = (object: KubeObject): number => (object.kind === 'Namespace' ? 0 : 1);
  return objects.toSorted((a, b) => isNamespace(a) - isNamespace(b));
}

/** Objects of a YAML text, read as Kubernetes reads it (`0440` is octal). `file` is for messages. Throws `config_invalid`. */
export function parseManifests(text: string, file: string): KubeObject[] {
  return parsePositioned(text)
    .map(({ value, problems: [problem] }): unknown => {
      if (problem !== undefined) throw new RaibidError('config_invalid', problem.message, { at: { file } });
      return value;
    })
    .filter((value) => value !== null)
    .map((value) => {
      const object = objectSchema.safeParse(value);
      if (object.success) return object.data;
      throw new RaibidError('config_invalid', `not a Kubernetes object: ${z.prettifyError(object.error)}`, {
        at: { file },
      });
    });
}
