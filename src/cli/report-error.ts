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
  const lines = [`${style.bold(style.red('error:'))} ${messageForPeople(error)}`];
  if (error.at !== undefined) lines.push(`  at ${formatPosition(error.at)}`);
  lines.push(`  ${style.cyan('hint:')} ${hintForPeople(error)}`);
  return `${lines.join('\n')}\n`;
}

/** The server names a field with the part of the request that held it, which says nothing on a command line. */
function messageForPeople({ code, message }: RaibidError): string {
  return code === 'input_invalid' ? message.replaceAll(/(^|; )(?:params|query|body)\.(?=[\w.]+: )/g, '$1') : message;
}

/** Nobody sends a field again: a hint that speaks of requests becomes that of a wrong command line. */
function hintForPeople({ code, hint }: RaibidError): string {
  return code === 'input_invalid' && hint === errorCatalogue.input_invalid.hint ? errorCatalogue.usage.hint : hint;
}

/** The same shape as the body of a refused HTTP request. */
function errorDocument(error: RaibidError): object {
  const { code, message, hint, at, details } = error;
  return { error: { code, title: errorCatalogue[code].title, message, hint, at, details } };
}
