import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { RaibidError } from '../../../shared/errors.ts';
import { authorityFiles } from '../../certificates/authority.ts';
import type { ComponentContext } from '../../context.ts';
import { readSecret, writeSecret } from '../../secrets/stored-secret.ts';
import { keepBesideTheData, keysName } from '../../server/keys.ts';
import type { BackupSecrets } from '../sealed-secrets.ts';

const valuesSchema = z.record(z.string(), z.string());

/** Names in a backup: `authority/ca.key`, and `secret/<component>/<name>` with the values as JSON. */
const authorityPrefix = 'authority/';
const secretPrefix = 'secret/';

/** The Secrets of one component as they are in the cluster. */
export async function readComponentSecrets(context: ComponentContext): Promise<BackupSecrets> {
  const { name: component, namespace, secrets } = context.entry;
  const found: BackupSecrets = {};
  for (const { name } of secrets) {
    const values = await readSecret(context, namespace, name);
    if (values !== null) found[`${secretPrefix}${component}/${name}`] = JSON.stringify(values);
  }
  return found;
}

/** Writes the Secrets of one component over those that are there. */
export async function writeComponentSecrets(context: ComponentContext, saved: BackupSecrets): Promise<void> {
  const { name: component, namespace, secrets } = context.entry;
  for (const { name } of secrets) {
    const text = saved[`${secretPrefix}${component}/${name}`];
    if (text === undefined) continue;
    const values = valuesSchema.parse(JSON.parse(text));
    if (name === keysName) await keepBesideTheData(context, values);
    await writeSecret(context, { namespace, name, values }, 'tls.key' in values ? 'kubernetes.io/tls' : 'Opaque');
  }
}

/** Our own certificate authority, which lies on this machine. */
export async function readAuthorityFiles(config: string): Promise<BackupSecrets> {
  const found: BackupSecrets = {};
  for (const [name, file] of Object.entries(authorityFiles(config))) {
    const text = await readFile(file, 'utf8').catch(() => null);
    if (text !== null) found[`${authorityPrefix}${name}`] = text;
  }
  return found;
}

/** Puts the authority of a backup in place, unless the same one is there. Another one is refused: people trust it. */
export async function writeAuthorityFiles(config: string, saved: BackupSecrets, replace: boolean): Promise<void> {
  for (const [name, file] of Object.entries(authorityFiles(config))) {
    const wanted = saved[`${authorityPrefix}${name}`];
    const found = await readFile(file, 'utf8').catch(() => null);
    if (wanted === undefined || wanted === found) continue;
    if (found !== null && !replace) {
      throw new RaibidError('conflict', `${file} is another authority than that of the backup.`, {
        hint: 'Move the folder away, or say --replace: certificates of the present one are refused then.',
      });
    }
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await writeFile(`${file}.new`, wanted, { mode: name === 'key' ? 0o600 : 0o644, flush: true });
    await rename(`${file}.new`, file);
  }
}
