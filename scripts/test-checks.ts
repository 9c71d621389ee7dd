import { runShown } from './command.ts';

export interface Tally {
  passed: number;
  failed: number;
  /** What failed. */
  names: string[];
}

const checks = ['lint', 'typecheck', 'build:web'];

/** Runs the npm scripts that look at the code without running it, and builds the dashboard that the tests open. */
export async function runChecks(): Promise<Tally> {
  const tally: Tally = { passed: 0, failed: 0, names: [] };
  for (const name of checks) {
    console.log(`\n> ${name}`);
    const code = await runShown('npm', ['run', '--silent', '--if-present', name]);
    if (code === 0) tally.passed += 1;
    else {
      tally.failed += 1;
      tally.names.push(name);
    }
  }
  return tally;
}
