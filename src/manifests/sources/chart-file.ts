import type { SchemaNode } from '../schema/catalog-format.ts';

const maintainer: SchemaNode = { fields: { name: 'string', email: 'string', url: 'string' }, required: ['name'] };

/** The form of Chart.yaml (apiVersion v2 of Helm, and v1). */
export const chartSchema: SchemaNode = {
  fields: {
    apiVersion: { type: 'string', enum: ['v1', 'v2'] },
    name: { type: 'string', pattern: '^[a-zA-Z0-9._-]+$', maxLength: 250 },
    version: {
      type: 'string',
      pattern: '^v?(0|[1-9]\\d*)(\\.(0|[1-9]\\d*))?(\\.(0|[1-9]\\d*))?(-[0-9A-Za-z.-]+)?(\\+[0-9A-Za-z.-]+)?$',
    },
    kubeVersion: 'string',
    description: 'string',
    home: 'string',
    icon: 'string',
    appVersion: 'string',
    type: { type: 'string', enum: ['application', 'library'] },
    keywords: { list: 'string' },
    sources: { list: 'string' },
    maintainers: { list: maintainer },
    deprecated: 'boolean',
    annotations: { map: 'string' },
    engine: 'string',
    condition: 'string',
    tags: 'string',
    tillerVersion: 'string',
    dependencies: {
      list: {
        fields: {
          name: 'string',
          version: 'string',
          repository: 'string',
          condition: 'string',
          tags: { list: 'string' },
          'import-values': 'any',
          alias: 'string',
          enabled: 'boolean',
        },
        required: ['name'],
      },
    },
  },
  required: ['apiVersion', 'name', 'version'],
};
