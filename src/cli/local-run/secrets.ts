import { resolve } from 'node:path';
import { RaibidError } from '../../shared/errors.ts';
import type { CommandContext } from '../command.ts';
import { listOption } from '../option-values.ts';
import { readNameValueFile } from './name-value-file.ts';

/**
 * Secrets of a local run: files first, then `--secret NAME` (value of that environment variable) and
 * `--secret NAME=value`, which is taken with a warning. Throws `usage` when a variable is not set.
 */
export async function readSecrets(context: CommandContext): Promise<Record<string, string>> {
  const files = listOption(context, 'secret-file').map((file) => readNameValueFile(resolve(context.cwd, file)));
  const secrets = Object.assign({}, ...(await Promise.all(files)));
  for (const text of listOption(context, 'secret')) {
    const [name, value] = secretOf(text, context);
    secrets[name] = value;
  }
  return secrets;
}

function secretOf(text: string, context: CommandContext): [string, string] {
  const at = text.indexOf('=');
  const name = at < 0 ? text : text.slice(0, at);
  if (!/^[A-Za-z_]\w*$/.test(name)) throw new RaibidError('usage', `--secret '${name}' is not the name of a secret`);
  if (at >= 0) {
    context.stderr.write(
      `warning: --secret ${name}=... shows its value to everybody on this machine (ps) and to the shell's history; ` +
        `use --secret ${name} or --secret-file.\n`,
    );
    return [name, text.slice(at + 1)];
  }
  const value = context.env[name];
  if (value !== undefined) return [name, value];
  throw new RaibidError('usage', `--secret ${name}: the environment variable ${name} is not set`);
}
