import { RaibidError } from '../shared/errors.ts';
import { settingSecret, settingText } from './setting-file.ts';

/** `--store redis`: the server is named by `--redis-address`, as the chart does it. */
const schemes = ['redis', 'rediss'];

/** The `store` of the settings, from the flags. Undefined: SQLite. */
export async function storeOptions(values: Record<string, string>, cwd: string): Promise<object | undefined> {
  if (values.store === undefined || values.store === 'sqlite') return undefined;
  const given = {
    url: schemes.includes(values.store) ? `${values.store}://${addressOf(values)}` : values.store,
    user: values['store-user'] ?? values['redis-user'],
    password: await settingSecret(cwd, values['store-password-file'] ?? values['redis-password-file']),
    ca: values['store-ca'] === undefined ? undefined : await settingText(cwd, values['store-ca']),
    takeOver: switchOf('store-take-over', values['store-take-over']),
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

function switchOf(name: string, text: string | undefined): boolean | undefined {
  if (text === undefined) return undefined;
  if (text === 'true' || text === 'false') return text === 'true';
  throw new RaibidError('usage', `--${name} is true or false, not ${text}.`);
}

function addressOf(values: Record<string, string>): string {
  const address = values['redis-address'];
  if (address !== undefined) return address;
  throw new RaibidError('usage', `--store ${values.store} needs --redis-address HOST:PORT.`);
}
