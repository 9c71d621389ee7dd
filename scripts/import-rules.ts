import type { IConfiguration } from 'dependency-cruiser';
import { importTable } from './import-table.ts';

const testFiles = '\\.test\\.ts$|/testing/|/conformance/';

/** Packages of devDependencies that build and test; the others there are libraries, and are bundled. */
const tools = [
  '@biomejs',
  '@fontsource[^/]*',
  '@preact',
  'axe-core',
  'dependency-cruiser',
  'fast-check',
  'pino-pretty',
  'playwright-core',
  'preact',
  'rolldown',
  'typescript(-native)?',
  'vite',
  'vitest',
];

/** One rule a part: it may reach itself and what the table names, nothing else below src/. */
const partRules = Object.entries(importTable).map(([part, allowed]) => ({
  name: `part-${part}`,
  comment: `src/${part} may import ${allowed.join(', ') || 'nothing'} (docs/architecture.md)`,
  severity: 'error' as const,
  from: { path: `^src/${part}/`, pathNot: testFiles },
  to: { path: '^src/', pathNot: `^src/(${[part, ...allowed].join('|')})/` },
}));

/** What dependency-cruiser checks: the import table, no cycles, and nothing from outside the declared dependencies. */
export const importRules: IConfiguration = {
  forbidden: [
    ...partRules,
    { name: 'no-cycle', severity: 'error', from: { path: '^src/' }, to: { circular: true } },
    {
      name: 'cli-reaches-server-in-up-only',
      severity: 'error',
      from: { path: '^src/cli/', pathNot: [testFiles, '^src/cli/commands/up[./-]'] },
      to: { path: '^src/server/' },
    },
    {
      name: 'kubernetes-client-in-kube-only',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/kube/' },
      to: { path: 'node_modules/@kubernetes/' },
    },
    {
      name: 'declared-dependencies-only',
      severity: 'error',
      from: { path: '^src/', pathNot: testFiles },
      to: { dependencyTypes: ['npm-no-pkg', 'unknown'], pathNot: 'node_modules/@types/' },
    },
    {
      name: 'no-tools-in-src',
      comment: 'What src/ imports is bundled into the package: libraries, never the tools that build and test it',
      severity: 'error',
      from: { path: '^src/', pathNot: testFiles },
      to: { path: `node_modules/(${tools.join('|')})/` },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.mjs', '.json'],
      conditionNames: ['import', 'types', 'node', 'default'],
      exportsFields: ['exports'],
    },
  },
};
