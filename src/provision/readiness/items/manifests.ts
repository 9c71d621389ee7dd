import { dirname } from 'node:path';
import { openLintConfig } from '../../../manifests/lint/lint-config.ts';
import { lintPaths } from '../../../manifests/lint/lint-paths.ts';
import { openCatalog } from '../../../manifests/schema/schema-catalog.ts';
import { openStyleConfig } from '../../../manifests/style/style-config.ts';
import type { Report } from '../../../manifests/validate/report.ts';
import { validatePaths } from '../../../manifests/validate/validate-paths.ts';
import type { ReadinessItem } from '../item.ts';

export const manifests: ReadinessItem = {
  name: 'manifests',
  demand: 'All manifests and charts pass validation and lint.',
  async look({ options }) {
    const { infra, signal } = options;
    const { helm, kubectl } = await options.cluster();
    const folders = [dirname(helm.file), dirname(kubectl.file), options.env.PATH ?? ''];
    const reading = {
      catalog: openCatalog(),
      cwd: dirname(infra),
      env: { ...options.env, PATH: folders.join(':') },
      signal,
    };
    const validated = await validatePaths([infra], reading);
    const linted = await lintPaths([infra], {
      ...reading,
      config: openLintConfig(infra),
      style: openStyleConfig(infra),
    });
    return {
      evidence: [
        `${validated.counts.documents} documents agree with the schemas of Kubernetes ${validated.kubernetesVersion}`,
        `${linted.counts.objects} objects were linted`,
      ],
      faults: [...errorsOf(validated), ...errorsOf(linted)],
      mend: 'raibid-cli validate infra and raibid-cli lint infra show the places.',
    };
  },
};

function errorsOf({ findings, missingTools }: Report): string[] {
  const errors = findings.filter(({ severity }) => severity === 'error');
  return [
    ...errors.map(({ file, line, message }) => `${file}:${line}: ${message}`),
    ...missingTools.map(({ tool, needed }) => `${tool} is not there: ${needed}`),
  ];
}
