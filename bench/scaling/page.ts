import { readFile, writeFile } from 'node:fs/promises';
import { stepPlot } from '../plot.ts';
import type { Pattern } from './arrivals.ts';
import { maxima, type Row, warms } from './figures.ts';
import { measured, places, simulateMeasured } from './settings.ts';

const page = new URL('../../docs/scaling.md', import.meta.url);
const pictures = new URL('../../docs/pictures/', import.meta.url);

export interface Section {
  pattern: Pattern;
  warm: Row[];
  max: Row[];
}

const columns = ['agents on', 'max', 'warm', 'p50', 'p95', 'p99', 'agents a job', 'starting', 'idle'];

/** Waiting times in seconds; starting and idle are hours for each hour of work. */
export function rowsTable(rows: readonly Row[]): string {
  return table(
    columns,
    rows.map(({ place, max, warm, p50, p95, p99, agentsAJob, starting, idle }) => [
      ...[place, String(max), String(warm), seconds(p50), seconds(p95), seconds(p99)],
      ...[agentsAJob, starting, idle].map((share) => share.toFixed(2)),
    ]),
  );
}

/** What KEDA did on a real cluster, beside the simulation. */
export function measuredTable(): string {
  const head = ['at most 10 agents', 'Jobs measured', 'simulated', 'last done measured', 'simulated'];
  const rows = measured.map((scenario) => {
    const { agents, lastDone } = simulateMeasured(scenario);
    const real = scenario.lastDone === null ? '' : `${scenario.lastDone.toFixed(1)} s`;
    return [scenario.what, String(scenario.jobs), String(agents), real, `${lastDone.toFixed(1)} s`];
  });
  return table(head, rows);
}

/** Puts each table between its two marks, and draws the plots. `missing`: the one of the other rule for entries. */
export async function writeScalingPage(sections: readonly Section[], missing: readonly Row[]): Promise<void> {
  let text = await readFile(page, 'utf8');
  for (const { pattern, warm, max } of sections) {
    const name = pattern.replaceAll(' ', '-');
    text = placed(text, `${name} warm`, rowsTable(warm));
    text = placed(text, `${name} max`, rowsTable(max));
    await writeFile(new URL(`scaling-${name}.svg`, pictures), warmPlot(pattern, warm));
  }
  text = placed(text, 'working-day missing', rowsTable(missing));
  const byMax = Object.fromEntries(sections.map(({ pattern, max }) => [pattern, max.map(({ p95 }) => p95)]));
  const names = maxima.map((max) => `max ${max}`);
  await writeFile(new URL('scaling-max.svg', pictures), stepPlot('p95 of the wait, KEDA, 3 s', names, byMax, 's'));
  await writeFile(page, placed(text, 'measured', measuredTable()));
}

function warmPlot(pattern: Pattern, rows: Row[]): string {
  const names = warms.map((warm) => `${warm} warm`);
  const of = (place: string): number[] => rows.filter((row) => row.place === place).map(({ p95 }) => p95);
  const series = Object.fromEntries(Object.keys(places).map((place) => [place, of(place)]));
  return stepPlot(`p95 of the wait: ${pattern}`, names, series, 's');
}

/** @throws when the page has no such marks: a table that nobody sees would be a lie by silence. */
function placed(text: string, name: string, content: string): string {
  const [begin, end] = [`<!-- ${name} -->\n`, '<!-- end -->'];
  const from = text.indexOf(begin);
  const to = text.indexOf(end, from);
  if (from === -1 || to === -1) throw new Error(`docs/scaling.md has no place for "${name}"`);
  return `${text.slice(0, from + begin.length)}\n${content}\n${text.slice(to)}`;
}

function table(head: string[], rows: string[][]): string {
  const lines = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return `${lines.join('\n')}\n`;
}

/** Hundredths below ten seconds; minutes and hours where seconds say nothing. */
function seconds(value: number): string {
  if (value < 10) return `${value.toFixed(2)} s`;
  if (value < 600) return `${value.toFixed(0)} s`;
  return value < 36_000 ? `${(value / 60).toFixed(0)} min` : 'without end';
}
