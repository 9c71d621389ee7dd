/**
 * `npm run bench [-- name...] [--pushes 500]`: builds what is published, measures it, writes bench/results/<name>.json
 * and from all of them docs/benchmarks.md with its plots. `--page` only writes the page again.
 */
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runShown } from '../scripts/command.ts';
import { type Bench, benches } from '../src/cli/bench/bench-table.ts';
import { helpFigures, measureHelp } from '../src/cli/bench/help-time.ts';
import { writePage } from './page.ts';
import { queueBench } from './queue-bench.ts';
import { circumstances, writeResult } from './result-file.ts';
import { storeBench } from './store-bench.ts';

const { values: options, positionals: names } = parseArgs({
  allowPositionals: true,
  options: { pushes: { type: 'string', default: '500' }, page: { type: 'boolean', default: false } },
});

const root = fileURLToPath(new URL('..', import.meta.url));
/** What is published, in a place of its own: a build meanwhile changes nothing. */
const packageFolder = await mkdtemp(join(tmpdir(), 'raibid-bench-package-'));
const inPackage = [process.execPath, join(packageFolder, 'dist/raibid-cli.js')];
const inClone = [process.execPath, join(root, 'src/bin/raibid-cli.ts')];

const helpBench: Bench = {
  name: 'help',
  title: 'Start of the command line',
  about: '`raibid-cli --help`, from the start of the process to its end; median of 40.',
  measure: async ({ env }) => ({
    figures: [
      ...helpFigures(await measureHelp(inPackage, env), 'raibid-cli --help, the package'),
      ...helpFigures(await measureHelp(inClone, env), 'raibid-cli --help, a clone').map(({ goal: _, ...rest }) => rest),
    ],
  }),
};

// Ctrl-C ends a bench that repeats something early, with what it has so far.
const stop = new AbortController();
process.once('SIGINT', () => stop.abort());

const all: Bench[] = [...benches.filter(({ name }) => name !== 'help'), helpBench, storeBench, queueBench];

if (!options.page) {
  if ((await runShown('npm', ['run', '--silent', 'build'])) !== 0) throw new Error('the package could not be built');
  for (const part of ['dist', 'package.json']) {
    await cp(join(root, part), join(packageFolder, part), { recursive: true });
  }
  for (const bench of all) if (names.length === 0 || names.includes(bench.name)) await measure(bench);
}
await rm(packageFolder, { recursive: true });
// Measured by a test on a Kubernetes: its command stands in the result.
await writePage([...all.map(({ name }) => name), 'cluster']);

async function measure({ name, title, about, measure }: Bench): Promise<void> {
  console.log(`> ${title}`);
  const facts = circumstances();
  const measured = await measure({
    program: inPackage,
    env: process.env,
    pushes: Number(options.pushes),
    signal: stop.signal,
    onProgress: (text) => process.stdout.write(process.stdout.isTTY ? `\r${text}` : ''),
  });
  console.table(measured.figures);
  await writeResult({ name, title, about, command: `npm run bench -- ${name}`, ...facts, ...measured });
}
