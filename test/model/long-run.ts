/**
 * `npm run test:model [walks] [first seed] [states]`: many random histories, then all histories up to a number of
 * states. Prints what broke with its seed and its history; exits 1 then.
 */
import { exploreAll, type Finding } from './explore.ts';
import { walk } from './walk.ts';

const [walks = 2_000, first = Date.now() % 1_000_000, states = 3_000] = process.argv.slice(2).map(Number);
const length = 60;
const begun = performance.now();
let findings = 0;

for (let seed = first; seed < first + walks; seed += 1) report(`seed ${seed}`, await walk(seed, length));
console.log(`${walks} random histories of ${length} moves from seed ${first}: ${findings} findings, ${seconds()} s`);

const explored = await exploreAll({ depth: 8, states, agents: 2 });
report('all histories', explored.finding);
console.log(`${explored.states} states, ${explored.moves} moves between them: ${findings} findings, ${seconds()} s`);
process.exitCode = findings === 0 ? 0 : 1;

function report(where: string, finding: Finding | null): void {
  if (finding === null) return;
  findings += 1;
  console.log(`${where}: ${finding.problem}\n  ${finding.trace.join('\n  ')}`);
}

function seconds(): string {
  return ((performance.now() - begun) / 1000).toFixed(0);
}
