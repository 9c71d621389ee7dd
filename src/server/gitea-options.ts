import { RaibidError } from '../shared/errors.ts';
import { settingSecret } from './setting-file.ts';

/** The Gitea of the settings, from the flags; undefined: none. */
export async function giteaOptions(values: Record<string, string>, cwd: string): Promise<object | undefined> {
  const url = values['gitea-url'];
  if (url === undefined) return undefined;
  const token = await settingSecret(cwd, values['gitea-token-file']);
  const webhookSecret = await settingSecret(cwd, values['gitea-webhook-secret-file']);
  if (token !== undefined && webhookSecret !== undefined) return { url, token, webhookSecret };
  throw new RaibidError('usage', '--gitea-url needs --gitea-token-file and --gitea-webhook-secret-file.');
}
