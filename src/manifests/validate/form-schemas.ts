import type { SchemaNode } from '../schema/catalog-format.ts';
import { chartSchema } from '../sources/chart-file.ts';
import type { FileKind } from '../sources/file-kind.ts';
import { k3sConfigSchema, k3sRegistriesSchema } from '../sources/k3s-configuration.ts';
import { kustomizationSchema } from '../sources/kustomization.ts';

/** The form of files that are no Kubernetes objects, as far as it is known. */
export const formSchemas: Partial<Record<FileKind, SchemaNode>> = {
  chart: chartSchema,
  kustomization: kustomizationSchema,
  'k3s configuration': k3sConfigSchema,
  'k3s registries': k3sRegistriesSchema,
};
