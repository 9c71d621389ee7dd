/**
 * `npm run test:kill [rounds] [seed] [fault]`: rounds with a random fault each, on two real servers, a real Redis and real
 * agents. The seed is printed: the same one makes the same choices (not the same timing). Exits 1 for a broken promise.
 */
import { randomNumbers } from '../model/walk.ts';
import { playRound } from './round.ts';
import { startKillWorld } from './world.ts';

const [rounds = 200, seed = Date.now() % 1_000_000] = process.argv.slice(2, 4).map(Number);
const fault = process.argv[4];
const random = randomNumbers(seed);
const counts = new Map<string, number>();
let broken = 0;
let accepted = 0;
let repeated = 0;

console.log(`${rounds} rounds, seed ${seed}`);
const world = await startKillWorld({ smallDisks: true });
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void world.stop().finally(() => process.exit(130)));
}
try {
  for (let nth = 1; nth <= rounds; nth += 1) {
    const begun = performance.now();
    const report = await playRound(world, random, fault);
    const seconds = Math.round((performance.now() - begun) / 1000);
    counts.set(report.fault, (counts.get(report.fault) ?? 0) + 1);
    accepted += report.accepted.length;
    repeated += report.repeated;
    broken += report.problems.length > 0 ? 1 : 0;
    console.log(
      `${nth} ${report.fault}: ${report.accepted.length} pushes, ${report.repeated} attempts again, ${seconds} s`,
    );
    for (const problem of report.problems) console.log(`  BROKEN ${problem}`);
  }
} finally {
  await world.stop();
}
for (const [fault, count] of counts) console.log(`${count} times: ${fault}`);
console.log(`${accepted} pushes accepted, ${accepted * 3} jobs, ${repeated} attempts again, ${broken} rounds broken`);
process.exitCode = broken === 0 ? 0 : 1;
