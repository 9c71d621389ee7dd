import type { JobRuntime } from '../../job/job-runtime.ts';
import type { CheckoutSource } from './checkout-source.ts';

/**
 * Git settings that carry the credentials, as environment variables: nothing secret stands in an argument, an address
 * or a file. Their values are masked from now on.
 */
export function chooseCredentials(runtime: JobRuntime, source: CheckoutSource, token: string): Record<string, string> {
  const own = token === '' || token === runtime.job.jobToken;
  const credentials = own ? source.env : headerFor(source.url, token);
  for (const [name, value] of Object.entries(credentials)) {
    if (!/^GIT_CONFIG_VALUE_\d+$/.test(name) || !/authorization/i.test(value)) continue;
    runtime.log.masker.add(value.replace(/^authorization:\s*(?:basic|bearer)\s+/i, ''));
  }
  return credentials;
}

function headerFor(url: string, token: string): Record<string, string> {
  const basic = Buffer.from(`x-access-token:${token}`).toString('base64');
  return {
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: `http.${new URL(url).origin}/.extraheader`,
    GIT_CONFIG_VALUE_0: `AUTHORIZATION: basic ${basic}`,
  };
}

/** Adds the settings of one set of GIT_CONFIG_... variables to another; a key that is there already is replaced. */
export function mergeGitConfig(
  into: Readonly<Record<string, string>>,
  from: Readonly<Record<string, string>>,
): Record<string, string> {
  const settings = new Map([...settingsOf(into), ...settingsOf(from)]);
  const merged: Record<string, string> = { GIT_CONFIG_COUNT: String(settings.size) };
  let index = 0;
  for (const [key, value] of settings) {
    merged[`GIT_CONFIG_KEY_${index}`] = key;
    merged[`GIT_CONFIG_VALUE_${index}`] = value;
    index++;
  }
  return merged;
}

function settingsOf(env: Readonly<Record<string, string>>): [key: string, value: string][] {
  const settings: [string, string][] = [];
  for (let index = 0; index < Number(env.GIT_CONFIG_COUNT ?? 0); index++) {
    const key = env[`GIT_CONFIG_KEY_${index}`];
    const value = env[`GIT_CONFIG_VALUE_${index}`];
    if (key !== undefined && value !== undefined) settings.push([key, value]);
  }
  return settings;
}
