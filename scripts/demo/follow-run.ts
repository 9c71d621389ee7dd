import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { runRoutes } from '../../src/contract/api/runs.ts';
import { root } from '../command.ts';
import type { Platform } from './platform.ts';
import type { Push } from './push-sample.ts';

/** Shows the run's log as it comes, then its jobs with their times; answers 0 when it succeeded. */
export async function followRun(platform: Platform, push: Push): Promise<number> {
  const place = ['--data-dir', platform.dataDir];
  console.log(`\n$ raibid-cli logs --follow ${push.runId}`);
  await raibidCli(['logs', '--follow', push.runId, ...place]);
  console.log(`\n$ raibid-cli runs watch ${push.runId}`);
  const code = await raibidCli(['runs', 'watch', push.runId, ...place]);
  const run = await platform.client.call(runRoutes.get, { params: { runId: push.runId } });
  console.log(`\nThe run ended with ${run.conclusion}.`);
  return code;
}

async function raibidCli(words: string[]): Promise<number> {
  const child = spawn(join(root, 'launchers/raibid-cli'), words, { stdio: ['ignore', 'inherit', 'inherit'] });
  const [code] = await once(child, 'exit');
  return typeof code === 'number' ? code : 1;
}
