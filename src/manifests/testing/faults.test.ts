import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { faultKinds } from './fault-kinds.ts';
import { seedFaults } from './faults.ts';
import { copyTree } from './find-seeded.ts';

const tree = copyTree(join(import.meta.dirname, 'clean-tree'));
afterAll(() => tree.remove());

describe('the clean tree', () => {
  test.each(['validate', 'lint', 'check-deps'] as const)('%s finds nothing', async (command) => {
    expect(await tree.check(command)).toEqual([]);
  });
});

describe('a single fault', () => {
  const seeded = seedFaults(tree.files, faultKinds, 3);

  test('every kind of fault can be seeded, 150 places in all', () => {
    const kinds = new Set(seeded.map((fault) => fault.kind.name));
    const unused = faultKinds.filter((kind) => !kinds.has(kind.name)).map((kind) => kind.name);
    expect(unused.filter((name) => name !== 'a Secret with bad base64')).toEqual([]);
    expect(seeded.length).toBeGreaterThanOrEqual(150);
  });

  test.each(seeded.map((fault) => [fault.kind.name, fault.kind.rule, `${fault.file}:${fault.line}`, fault] as const))(
    '%s is found as %s at %s',
    async (_name, rule, place, fault) => {
      const found = (await tree.checkSeeded(fault)).map((finding) => `${finding.rule} ${finding.file}:${finding.line}`);
      expect(found).toContain(`${rule} ${place}`);
    },
  );
});
