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

The machine of these figures is small, and some were taken while it had other work: the load before each bench is
given, and the niceness with which it ran beside that load. Where two things are compared they took turns in
the same minutes, so that both met the same machine.
`;

/** What limits a figure, found with `node --cpu-prof` and `strace -c`. */
const limits: Record<string, string> = {
  push:
    'The phases say where the time goes: into processes that wake up one after the other, the agent, its sandbox and ' +
    'the reader. Where other work wants the same cores they wait for one: at a load of 18 the same bench gave 197 and ' +
    '598 ms. The sandbox stands ready before the job comes, the end of a push is held back only until its run is ' +
    'stored, and a line after a quiet moment is sent at once.',
  claims:
    'One thread does HTTP, JSON and SQLite. Of its time three tenths are statements of SQLite (some 20 a job), a sixth ' +
    'is writing and syncing each group of them to disk, a ninth the two answers on their way into the socket, a tenth ' +
    'advancing the runs, the rest fastify, JSON and the checks of what comes in. It took 0.65 ms of processor time a job ' +
    'before the advancer paced itself and a claim that finds a job stopped noting the agent as idle first; a sixth of what ' +
    'was left went when many events of a run were taken in one go, the leases alone told who is busy (two writes a job), ' +
    'and the answer to a result stopped waiting for a second sync. Of what the writes of a group cost in SQLite, an eighth ' +
    'were savepoints, which only a group with a refusal needs; agent tokens are remembered for a second, and a result is ' +
    'taken without looking its lease up first. Claims have ids that begin with the time: random ones touched a page of the ' +
    'file each. Rarer checkpoints, one read transaction for all reads of a moment, and ' +
    'syncing on another thread (at most a seventeenth of the time) gave nothing that could be measured.',
  steps:
    'A step is one start of bash and a few small files. Node.js starts processes with fork, which copies the page ' +
    'tables of the whole program and waits until the new program runs (1.9 ms of its own time a step); so the processes ' +
    'of a job are started by a small one, 5 MB of Perl (0.7 ms). The files of a step are written and taken in two trips, ' +
    'which counts in the sandbox, at the other end of a pipe. Five of the six stay empty as a rule and are used again under ' +
    'new names: making a file takes 12 µs, but a quarter of a millisecond on an ext4 without a journal, which first passes ' +
    'by all that was removed in the last minute.',
  queue:
    'Into commands: 29 a pair for one agent alone, 24 for BullMQ, each 1 to 2 µs of Redis, most of which is the call out of ' +
    'Lua and the text for the file, not the work. Calls that come together share a run of their script and write once what ' +
    'they have in common: 6.6 commands a pair with ten agents, 4.6 with a hundred. With both the goal is nearly reached: 1.24 ' +
    'to 1.28 and 1.25 to 1.32 in four runs of this bench one after the other. What both stores wait for, the sync to disk, ' +
    'weighs more the faster the processor is. One agent ' +
    'alone pays for what its pair keeps: leases, tokens, attempts, the inbox of the run, 1.7 times the bytes; and each run of a ' +
    'script finds cold caches, which makes its own cost, 9 µs when Redis is busy, 28. Two bare writes show ' +
    'what is left for any queue with two calls. What each command keeps stands in [redis.md](redis.md). Neither a long queue ' +
    'nor a history adds commands.',
  cluster:
    'From no agent, a pod is most of it: KEDA looks once a second, and containerd makes three containers one after the other. ' +
    'Then the agent starts (Node.js, a socket to the other container) and shows its token, which the server has checked by ' +
    'the API server. With a warm agent nothing is started: what is left are the webhook, the commit that the server fetches ' +
    'from Gitea, and the writes that Redis and the volume sync to disk before they count.',
  memory:
    'Node.js itself takes 45 MB. Without a client for HTTP in the server it is 17 MB less than before, and another 8 MB ' +
    'since what only the start needed is given back a second after it.',
};

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
  const limit = limits[name] === undefined ? '' : `${limits[name]}\n\n`;
  const where = `${cores} cores ${processor} (${architecture}), ${memoryGiB} GiB, Linux ${kernel}, Node.js ${node}`;
  const when = `${day}, load before ${loadBefore}, niceness ${niceness}`;
  return `## ${title}\n\n${about}\n\n    ${command}\n\n${picture}${table(figures.map(row))}\n${limit}${when}; ${where}.\n`;
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
