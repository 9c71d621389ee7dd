import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Finding } from '../finding.ts';
import { openLintConfig } from '../lint/lint-config.ts';
import { lintPaths } from '../lint/lint-paths.ts';
import { checkDependencies } from '../references/check-dependencies.ts';
import { openCatalog } from '../schema/schema-catalog.ts';
import { openStyleConfig } from '../style/style-config.ts';
import { validatePaths } from '../validate/validate-paths.ts';
import type { FaultKind, SeededFault } from './faults.ts';

/** A copy of a tree in a folder of its own, where faults are seeded one after the other. */
export interface TreeCopy {
  folder: string;
  files: Map<string, string>;
  /** Findings of one command on the copy as it is. */
  check(command: FaultKind['command']): Promise<Finding[]>;
  /** Findings with the fault in its place; the file is put back afterwards. */
  checkSeeded(fault: SeededFault): Promise<Finding[]>;
  remove(): void;
}

/** Copies a tree. `env` decides which programs (helm, kubectl) are found. */
export function copyTree(source: string, env: Record<string, string | undefined> = {}): TreeCopy {
  const folder = mkdtempSync(join(tmpdir(), 'raibid-tree-'));
  cpSync(source, folder, { recursive: true });
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const files = new Map(
    names
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [path.slice(folder.length + 1), readFileSync(path, 'utf8')]),
  );
  const check = (command: FaultKind['command']) => runCommand(command, folder, env);
  return {
    folder,
    files,
    check,
    async checkSeeded({ file, text, kind }) {
      writeFileSync(join(folder, file), text);
      try {
        return await check(kind.command);
      } finally {
        writeFileSync(join(folder, file), files.get(file) ?? '');
      }
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

async function runCommand(
  command: FaultKind['command'],
  cwd: string,
  env: Record<string, string | undefined>,
): Promise<Finding[]> {
  const options = { catalog: openCatalog(), cwd, env };
  if (command === 'validate') return (await validatePaths(['.'], options)).findings;
  if (command === 'check-deps') return (await checkDependencies(['.'], options)).findings;
  const config = openLintConfig(cwd);
  return (await lintPaths(['.'], { ...options, config, style: openStyleConfig(cwd) })).findings;
}
