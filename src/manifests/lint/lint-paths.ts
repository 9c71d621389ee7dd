import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Finding } from '../finding.ts';
import { kindByPath } from '../sources/file-kind.ts';
import { findFiles } from '../sources/find-files.ts';
import { checkStyle, type StyleFinding } from '../style/check-style.ts';
import type { StyleConfig } from '../style/style-config.ts';
import { readTree } from '../validate/read-tree.ts';
import { type Report, sortFindings } from '../validate/report.ts';
import type { TreeOptions } from '../validate/tree-options.ts';
import { applyFixes } from './apply-fixes.ts';
import type { LintConfig } from './lint-config.ts';
import { LintInspector } from './lint-inspector.ts';
import { objectFixes } from './object-fixes.ts';

export interface LintOptions extends TreeOptions {
  config: LintConfig;
  /** yamllint's configuration; without one the style of the YAML is not looked at. */
  style?: StyleConfig | undefined;
}

/** Holds a tree to the rules and to the YAML style. */
export async function lintPaths(paths: readonly string[], options: LintOptions): Promise<Report> {
  const report = await readTree(paths, options, new LintInspector(options.config, options.catalog, options.cwd));
  const found = styleFindings(paths, options).map(({ finding }) => finding);
  const files = findFiles(paths, options.cwd).files.map((file) => file.shown);
  return { ...report, findings: sortFindings([...report.findings, ...found], files) };
}

/** Corrects what can be corrected safely, and answers the files that were changed (as shown). */
export async function fixPaths(paths: readonly string[], options: LintOptions): Promise<string[]> {
  const { findings } = await readTree(paths, options, new LintInspector(options.config, options.catalog, options.cwd));
  const style = styleFindings(paths, options);
  const changed: string[] = [];
  for (const file of new Set([...findings, ...style.map(({ finding }) => finding)].map((finding) => finding.file))) {
    const path = resolve(options.cwd, file);
    const text = readFileSync(path, 'utf8');
    const fixed = await fixText(
      text,
      findings.filter((each) => each.file === file && each.rendered === undefined),
      style.filter((each) => each.finding.file === file),
    );
    if (fixed === text) continue;
    writeFileSync(path, fixed);
    changed.push(file);
  }
  return changed;
}

async function fixText(text: string, findings: Finding[], style: StyleFinding[]): Promise<string> {
  const styled = applyFixes(
    text,
    style.flatMap(({ fix }) => (fix ? [fix] : [])),
  );
  // Positions of the objects moved when the style was corrected; what they need is worked out from the new text.
  return objectFixes(styled, findings);
}

function styleFindings(paths: readonly string[], { style, cwd }: LintOptions): StyleFinding[] {
  if (!style) return [];
  return findFiles(paths, cwd).files.flatMap((file) => {
    const isYaml = /\.ya?ml$/.test(file.path) && kindByPath(file.path, new Set()) !== 'chart template';
    if (!isYaml || style.ignores(resolve(cwd, file.shown))) return [];
    const text = readFileSync(file.path, 'utf8');
    return checkStyle(file.shown, text, { ...style, ignores: () => false });
  });
}
