import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { cruise } from 'dependency-cruiser';
import extractTypeScriptConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import { importRules } from './import-rules.ts';

export interface ImportReport {
  modules: number;
  /** `from -> to: rule` lines. */
  violations: string[];
}

/**
 * Reads every import below `<root>/src` and holds it against the import table.
 * @throws when fewer modules were read than there are files.
 */
export async function checkImports(root: string): Promise<ImportReport> {
  const tsConfig = extractTypeScriptConfig(join(root, 'tsconfig.json'));
  const result = await cruise(
    ['src'],
    { ...importRules.options, baseDir: root, validate: true, ruleSet: { forbidden: importRules.forbidden ?? [] } },
    importRules.options?.enhancedResolveOptions,
    { tsConfig },
  );
  if (typeof result.output === 'string')
    throw new Error('dependency-cruiser answered text where a result was expected');
  const read = result.output.modules.filter((module) => module.source.startsWith('src/')).length;
  const files = await countTypeScriptFiles(join(root, 'src'));
  assertEverythingRead(read, files);
  return {
    modules: read,
    violations: result.output.summary.violations.map(({ from, to, rule }) => `${from} -> ${to}: ${rule.name}`),
  };
}

/** dependency-cruiser beside a TypeScript it does not know reads nothing and says that all is well. */
export function assertEverythingRead(read: number, files: number): void {
  if (read > 0 && read >= files) return;
  throw new Error(`imports: ${read} modules read, but src/ has ${files} files: the checker does not work`);
}

async function countTypeScriptFiles(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true });
  return entries.filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts')).length;
}
