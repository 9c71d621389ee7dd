import { writeFile } from 'node:fs/promises';
import { goalText, reachesGoal } from '../src/cli/bench/figures.ts';
import { barPlot, curvePlot } from './plot.ts';
import { type Result, type ResultFigure, readResult } from './result-file.ts';

const page = new URL('../docs/benchmarks.md', import.meta.url);
const pictures = new URL('../docs/pictures/', import.meta.url);

const head = `# Benchmarks

<!-- Made from bench/results/ by \`npm run bench\`. -->

Figures of this repository's own benches, each with its goal and the command that measures it again. \`npm run bench\` builds
the package and measures all; \`npm run bench -- push\` one of them. \`raibid-cli bench\` measures any machine on which
raibid-ci is installed. What the documents' checker does beside its peer stands in [validate.md](validate.md).

The machine of these figures is small and was shared with other work while they were taken: the load before each
bench is given, and the niceness with which it ran beside that load. Where two things are compared they took turns in
the same minutes, so that both met the same machine.
`;

/** Writes docs/benchmarks.md and its plots from the newest result of each bench. */
export async function writePage(names: string[]): Promise<void> {
  const results = (await Promise.all(names.map(readResult))).filter((result) => result !== null);
  const sections = await Promise.all(results.map(section));
  await writeFile(page, [head, overview(results), ...sections].join('\n'));
}

/** The goals of all benches on one table. */
function overview(results: Result[]): string {
  const rows = results.flatMap(({ figures }) => figures.filter(({ goal }) => goal !== undefined).map(row));
  return `## Goals\n\n${table(rows)}`;
}

async function section(result: Result): Promise<string> {
  const { name, title, about, command, day, machine, loadBefore, niceness, figures } = result;
  const { cores, memoryGiB, processor, architecture, kernel, node } = machine;
  const plot = plotOf(result);
  if (plot !== null) await writeFile(new URL(`bench-${name}.svg`, pictures), plot);
  const picture = plot === null ? '' : `![${title}](pictures/bench-${name}.svg)\n\n`;
  const where = `${cores} cores ${processor} (${architecture}), ${memoryGiB} GiB, Linux ${kernel}, Node.js ${node}`;
  const when = `${day}, load before ${loadBefore}, niceness ${niceness}`;
  return `## ${title}\n\n${about}\n\n    ${command}\n\n${picture}${table(figures.map(row))}\n${when}; ${where}.\n`;
}

function row(figure: ResultFigure): string {
  const { what, value, unit } = figure;
  const met = figure.goal === undefined || value === null ? '' : reachesGoal({ ...figure, value }) ? 'yes' : '**no**';
  const goal = goalText({ ...figure, value: value ?? 0 });
  return `| ${what} | ${goal} | ${value === null ? '' : value.toLocaleString('en')} ${unit} | ${met} |`;
}

function table(rows: string[]): string {
  return ['| what | goal | figure | met |', '|---|---|---|---|', ...rows, ''].join('\n');
}

function plotOf({ name, title, figures, curves }: Result): string | null {
  if (curves !== undefined) return curvePlot(`${title}: share of pushes within so many milliseconds`, curves);
  const bars = { steps: /^(a step|the same)/, store: /100 agents/, memory: /./ }[name];
  const unit = { steps: 'ms', store: 'processor µs/pair', memory: 'MB' }[name];
  if (bars === undefined || unit === undefined) return null;
  const shown = figures.filter((figure) => bars.test(figure.what) && figure.unit === unit);
  return barPlot(
    `${title} (${unit})`,
    shown.map(({ what, value }) => ({ label: what, value: value ?? 0 })),
  );
}
