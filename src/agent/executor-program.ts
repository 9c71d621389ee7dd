import { serveExecutor } from '../runner/executor/serve.ts';

/** `raibid-agent executor`: the end of the executor protocol that runs inside a job's sandbox. */
export async function runExecutorProgram({ stdin, stdout }: NodeJS.Process): Promise<number> {
  await serveExecutor({ readable: stdin, writable: stdout });
  return 0;
}
