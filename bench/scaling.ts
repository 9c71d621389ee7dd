/**
 * Simulates 100,000 jobs a pattern with the server's scaling rule: `node bench/scaling.ts [--jobs 100000] [--write]`. Prints
 * waiting times and wasted agent time; `--write` puts tables and plots into docs/scaling.md. The same on every machine.
 */
import { parseArgs } from 'node:util';
import { arrivalPatterns, type Pattern } from './scaling/arrivals.ts';
import { maxRows, missingRows, warmRows } from './scaling/figures.ts';
import { measuredTable, rowsTable, writeScalingPage } from './scaling/page.ts';

const { values: options } = parseArgs({
  options: { jobs: { type: 'string', default: '100000' }, write: { type: 'boolean', default: false } },
});

const count = Number(options.jobs);
const patterns = Object.keys(arrivalPatterns).filter((name): name is Pattern => name in arrivalPatterns);
const sections = patterns.map((pattern) => ({
  pattern,
  warm: warmRows(pattern, count),
  max: maxRows(pattern, count),
}));

for (const { pattern, warm, max } of sections) console.log(`\n${pattern}\n\n${rowsTable([...warm, ...max])}`);
console.log(`\nmeasured and simulated\n\n${measuredTable()}`);
if (options.write) await writeScalingPage(sections, missingRows('working day', count));
