import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { assertEverythingRead, checkImports } from './import-check.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
let planted: string;

beforeEach(async () => {
  planted = await mkdtemp(join(tmpdir(), 'raibid-imports-'));
  await cp(join(root, 'tsconfig.json'), join(planted, 'tsconfig.json'));
  await cp(join(root, 'package.json'), join(planted, 'package.json'));
  await symlink(join(root, 'node_modules'), join(planted, 'node_modules'));
});

afterEach(() => rm(planted, { recursive: true }));

async function plant(path: string, text: string): Promise<void> {
  await mkdir(join(planted, path, '..'), { recursive: true });
  await writeFile(join(planted, path), text);
}

describe('the import checker', () => {
  it('accepts what the table allows', async () => {
    await plant('src/shared/a.ts', 'export const a = 1;\n');
    await plant('src/contract/b.ts', "export { a } from '../shared/a.ts';\n");
    expect(await checkImports(planted)).toEqual({ modules: 2, violations: [] });
  });

  it('names an import that the table does not allow, type imports too', async () => {
    await plant('src/server/a.ts', 'export interface A { a: number }\n');
    await plant('src/workflow/b.ts', "import type { A } from '../server/a.ts';\nexport const b: A = { a: 1 };\n");
    const { violations } = await checkImports(planted);
    expect(violations).toEqual(['src/workflow/b.ts -> src/server/a.ts: part-workflow']);
  });

  it('names a cycle', async () => {
    await plant('src/shared/a.ts', "import { b } from './b.ts';\nexport const a = (): number => b();\n");
    await plant('src/shared/b.ts', "import { a } from './a.ts';\nexport const b = (): number => a();\n");
    const { violations } = await checkImports(planted);
    expect(violations.some((line) => line.endsWith(': no-cycle'))).toBe(true);
  });

  it('does not let the command line reach the server outside `up`', async () => {
    await plant('src/server/a.ts', 'export const a = 1;\n');
    await plant('src/cli/commands/up.ts', "export { a } from '../../server/a.ts';\n");
    await plant('src/cli/commands/runs.ts', "export { a } from '../../server/a.ts';\n");
    const { violations } = await checkImports(planted);
    expect(violations).toEqual(['src/cli/commands/runs.ts -> src/server/a.ts: cli-reaches-server-in-up-only']);
  });

  it('names a tool that would be bundled into the package', async () => {
    await plant('src/shared/a.ts', "import { describe } from 'vitest';\nexport const a = describe;\n");
    const { violations } = await checkImports(planted);
    expect(violations).toEqual([expect.stringMatching(/^src\/shared\/a\.ts -> .*vitest.*: no-tools-in-src$/)]);
  });

  it('fails when it read fewer modules than there are', () => {
    expect(() => assertEverythingRead(0, 12)).toThrow('0 modules read, but src/ has 12 files');
    expect(() => assertEverythingRead(0, 0)).toThrow('0 modules read');
    expect(() => assertEverythingRead(12, 12)).not.toThrow();
  });
});
