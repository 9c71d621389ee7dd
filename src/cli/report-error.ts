import { errorCatalogue } from '../shared/error-catalogue.ts';
import { formatPosition, RaibidError } from '../shared/errors.ts';
import type { CliIo } from './io.ts';
import { styleFor } from './output/style.ts';

/** Writes an error for people, or as one line of JSON when `--json` was given; answers the exit code. */
export function reportError(error: unknown, io: Pick<CliIo, 'argv' | 'stderr' | 'env'>): number {
  const known = error instanceof RaibidError ? error : bugReportOf(error);
  if (io.argv.includes('--json')) io.stderr.write(`${JSON.stringify(errorDocument(known))}\n`);
  else io.stderr.write(errorText(known, io));
  return known.exit;
}

function bugReportOf(error: unknown): RaibidError {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new RaibidError('internal', text, { cause: error });
}

function errorText(error: RaibidError, io: Pick<CliIo, 'stderr' | 'env'>): string {
  const style = styleFor(io.stderr, io.env);
  const lines = [`${style.bold(style.red('error:'))} ${error.message}`];
  if (error.at !== undefined) lines.push(`  at ${formatPosition(error.at)}`);
  lines.push(`  ${style.cyan('hint:')} ${error.hint}`);
  return `${lines.join('\n')}\n`;
}

/** The same shape as the body of a refused HTTP request. */
function errorDocument(error: RaibidError): object {
  const { code, message, hint, at, details } = error;
  return { error: { code, title: errorCatalogue[code].title, message, hint, at, details } };
}
