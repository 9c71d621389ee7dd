import { RaibidError } from '../../../shared/errors.ts';
import type { CommandContext } from '../../command.ts';

/** The paths of the command line; the current folder when there are none. `-` stands alone. */
export function givenPaths(context: CommandContext): string[] {
  const given = context.arguments.path;
  const paths = Array.isArray(given) && given.length > 0 ? given : ['.'];
  if (paths.includes('-') && paths.length > 1) {
    throw new RaibidError('usage', '- (standard input) cannot be combined with other paths');
  }
  return paths;
}

/** Everything that comes from a stream. */
export async function readAll(stream: NodeJS.ReadableStream): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
  return Buffer.concat(chunks);
}
