import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { Finding } from '../finding.ts';
import type { Component } from './components.ts';

/**
 * The table of components in the README beside components.yaml, if it has one with a column "component" and one
 * "depends on": it must say what components.yaml says.
 */
export function readmeFindings(listFile: string, components: readonly Component[], cwd: string): Finding[] {
  const path = join(dirname(listFile), 'README.md');
  if (!existsSync(path)) return [];
  const file = relative(cwd, path);
  const lines = readFileSync(path, 'utf8').split('\n');
  const findings: Finding[] = [];
  let columns: { component: number; needs: number } | undefined;
  for (const [index, line] of lines.entries()) {
    const cells = cellsOf(line);
    if (cells.length === 0) columns = undefined;
    else if (!columns) columns = columnsOf(cells);
    else {
      const problem = rowProblem(cells, columns, components);
      if (problem) findings.push(findingAt(file, index + 1, line, problem));
    }
  }
  return findings;
}

function cellsOf(line: string): string[] {
  if (!line.trim().startsWith('|')) return [];
  return line
    .trim()
    .replace(/^\||\|$/g, '')
    .split('|')
    .map((cell) =>
      cell
        .replaceAll(/[`*]|\]\([^)]*\)|\[/g, '')
        .trim()
        .toLowerCase(),
    );
}

function columnsOf(cells: string[]): { component: number; needs: number } | undefined {
  const component = cells.findIndex((cell) => /^components?$/.test(cell));
  const needs = cells.findIndex((cell) => /^(depends on|needs|after)$/.test(cell));
  return component >= 0 && needs >= 0 ? { component, needs } : undefined;
}

function rowProblem(
  cells: string[],
  columns: { component: number; needs: number },
  components: readonly Component[],
): string | undefined {
  const found = components.find((component) => component.name === cells[columns.component]);
  if (!found) return undefined;
  const said = (cells[columns.needs] ?? '')
    .split(/[\s,]+|\band\b/)
    .filter((word) => /[a-z0-9]/.test(word) && !['nothing', 'none', 'and'].includes(word));
  const missing = found.dependsOn.find((name) => !said.includes(name));
  const extra = said.find((name) => !found.dependsOn.includes(name));
  if (missing !== undefined) return `the README does not say that ${found.name} depends on ${missing}`;
  return extra === undefined
    ? undefined
    : `the README says that ${found.name} depends on ${extra}, components.yaml does not`;
}

function findingAt(file: string, line: number, text: string, message: string): Finding {
  const hint = 'Make the README agree with components.yaml.';
  return {
    rule: 'component-order',
    severity: 'error',
    message,
    hint,
    file,
    line,
    column: 1,
    endColumn: text.length + 1,
    path: '',
  };
}
