import { RaibidError } from '../../shared/errors.ts';
import type { Executor } from '../executor/port.ts';
import { runTool } from '../steps/run-tool.ts';

/** Makes a folder and those above it in the job's place. */
export async function makeFolder(executor: Executor, env: Record<string, string>, path: string): Promise<void> {
  const { code, stderr } = await runTool(executor, { argv: ['mkdir', '-p', '--', path], cwd: '/', env });
  if (code !== 0) throw new RaibidError('conflict', `Cannot make the folder ${path}: ${stderr.trim()}`);
}
