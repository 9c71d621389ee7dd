import { RaibidError } from '../../../shared/errors.ts';

/** Content of podman's `--env-file`, which knows no values of several lines. */
export function envFileContent(name: string, env: Readonly<Record<string, string>>): string {
  return Object.entries(env)
    .map(([key, value]) => {
      if (!/[\r\n]/.test(value)) return `${key}=${value}\n`;
      throw new RaibidError('workflow_unsupported', `The variable ${key} of the service ${name} has several lines.`, {
        hint: 'Encode it, for example with base64, and decode it in the container.',
      });
    })
    .join('');
}
