import { setTimeout as delay } from 'node:timers/promises';
import { git } from '../../src/server/testing/git.ts';
import { workflowPath } from '../support/platform.ts';
import { checkFromOutside } from './check.ts';
import { faults } from './faults.ts';
import type { KillWorld } from './world.ts';

/** Lines of each job, with a pause between them: time for a fault to hit. */
export const linesOfJob = 12;

const steps = [{ run: `for n in $(seq ${linesOfJob}); do echo "line $n"; sleep 0.1; done` }];
const job = { 'runs-on': 'ubuntu-latest', steps };
const workflow = JSON.stringify({ on: 'push', jobs: { one: job, two: { ...job, needs: 'one' }, other: job } });

export interface RoundReport {
  fault: string;
  /** Pushes that were answered with success. */
  accepted: string[];
  problems: string[];
  /** Attempts beyond the first of their job: what the fault cost. */
  repeated: number;
}

let pushes = 0;

/** Pushes, lets one fault happen at a random moment, pushes again, waits for the end and looks from the outside. */
export async function playRound(world: KillWorld, random: () => number, wanted?: string): Promise<RoundReport> {
  const names = Object.keys(faults);
  const fault = wanted ?? names[Math.floor(random() * names.length)] ?? '';
  const accepted: string[] = [];
  const push = async (): Promise<void> => {
    const sha = await tryPush(world);
    if (sha !== null) accepted.push(sha);
  };
  await push();
  await delay(random() * 4_000);
  const happening = faults[fault]?.(world, random);
  await push();
  await happening;
  const { problems, repeated } = await checkFromOutside(world, accepted);
  return { fault, accepted, problems, repeated };
}

/** The commit when the push was accepted. A refused one may have arrived all the same: it must not be asked for. */
async function tryPush({ repository }: KillWorld): Promise<string | null> {
  pushes += 1;
  const sha = await repository.commitOnly({ [workflowPath]: workflow, 'count.txt': `${pushes}` });
  return git(repository.folder, 'push', '--quiet', 'origin', 'HEAD').then(
    () => sha,
    () => null,
  );
}
