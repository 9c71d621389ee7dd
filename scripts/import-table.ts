/**
 * Who may import whom below src/. docs/architecture.md shows the same table; `npm run imports` holds the code to it.
 * Tests beside the code, and `testing/` folders, may import anything.
 */
export const importTable: Record<string, string[]> = {
  bin: ['cli', 'server', 'agent'],
  cli: [
    'client',
    'engine',
    'workflow',
    'runner',
    'store',
    'blobs',
    'provision',
    'manifests',
    'kube',
    'server',
    'contract',
    'shared',
  ],
  server: ['engine', 'workflow', 'store', 'blobs', 'kube', 'contract', 'shared'],
  agent: ['client', 'runner', 'contract', 'shared'],
  engine: ['workflow', 'contract', 'shared'],
  runner: ['workflow', 'contract', 'shared'],
  workflow: ['contract', 'shared'],
  store: ['contract', 'shared'],
  blobs: ['contract', 'shared'],
  kube: ['contract', 'shared'],
  provision: ['kube', 'manifests', 'client', 'contract', 'shared'],
  manifests: ['contract', 'shared'],
  client: ['contract', 'shared'],
  contract: ['shared'],
  shared: [],
};
