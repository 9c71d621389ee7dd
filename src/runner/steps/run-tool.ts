import type { Readable } from 'node:stream';
import type { Executor, SpawnCommand } from '../executor/port.ts';

/** Output of a helper program is kept up to here; more is a fault of its use. */
const outputLimit = 64 * 1024 * 1024;

export interface ToolResult {
  code: number | null;
  signal: string | null;
  stdout: Buffer;
  stderr: string;
}

/** Runs a program of the job's place for the runner itself and keeps its output. Not for steps: nothing is logged. */
export async function runTool(
  executor: Pick<Executor, 'spawn'>,
  command: SpawnCommand,
  signal?: AbortSignal,
): Promise<ToolResult> {
  const child = await executor.spawn({ tool: true, ...command });
  const stop = () => child.kill('SIGKILL');
  signal?.addEventListener('abort', stop, { once: true });
  if (signal?.aborted) stop();
  try {
    const [stdout, stderr, exit] = await Promise.all([collect(child.stdout), collect(child.stderr), child.exit]);
    return { ...exit, stdout, stderr: stderr.toString() };
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

async function collect(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    if (!Buffer.isBuffer(chunk)) continue;
    bytes += chunk.length;
    if (bytes <= outputLimit) chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The first 64 KiB of a stream as text; the rest is read and dropped. */
export async function collectText(stream: Readable): Promise<string> {
  const limit = 65_536;
  let text = '';
  for await (const chunk of stream) if (Buffer.isBuffer(chunk) && text.length < limit) text += chunk.toString();
  return text.slice(0, limit);
}
