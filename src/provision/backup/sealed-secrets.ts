import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import { z } from 'zod';
import { RaibidError } from '../../shared/errors.ts';

/**
 * What keys and passwords of a backup look like: JSON, so that it can be opened by other means too. scrypt turns the pass
 * phrase into a key (RFC 7914; 2^17 is the setting that OWASP's password storage page asks for, 128 MiB and 0.3 s), and
 * AES-256-GCM encrypts with it.
 */
const sealedSchema = z.strictObject({
  cipher: z.literal('aes-256-gcm'),
  kdf: z.literal('scrypt'),
  /** Bounded: a file that was tampered with must not take all memory. */
  N: z
    .number()
    .int()
    .min(2)
    .max(2 ** 20),
  r: z.number().int().min(1).max(16),
  p: z.number().int().min(1).max(16),
  salt: z.base64(),
  nonce: z.base64(),
  tag: z.base64(),
  data: z.base64(),
});

const secretsSchema = z.record(z.string(), z.string());

/** Files by name, such as `secret-key`, with their content. */
export type BackupSecrets = Record<string, string>;

const cost = { N: 2 ** 17, r: 8, p: 1 };
const keyBytes = 32;
const derive = promisify<string, Buffer, number, { N: number; r: number; p: number; maxmem: number }, Buffer>(scrypt);

/** Encrypts with a pass phrase. */
export async function sealSecrets(secrets: BackupSecrets, passphrase: string): Promise<Buffer> {
  const salt = randomBytes(16);
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', await keyFrom(passphrase, salt, cost), nonce);
  const data = Buffer.concat([cipher.update(JSON.stringify(secrets), 'utf8'), cipher.final()]);
  const sealed = {
    cipher: 'aes-256-gcm',
    kdf: 'scrypt',
    ...cost,
    salt: salt.toString('base64'),
    nonce: nonce.toString('base64'),
    tag: cipher.getAuthTag().toString('base64'),
    data: data.toString('base64'),
  } satisfies z.infer<typeof sealedSchema>;
  return Buffer.from(`${JSON.stringify(sealed, null, 1)}\n`);
}

/** The opposite. Throws `passphrase_wrong`; `backup_damaged` when it is no such text. */
export async function openSecrets(bytes: Buffer, passphrase: string): Promise<BackupSecrets> {
  const { salt, nonce, tag, data, ...rest } = readSealed(bytes);
  const key = await keyFrom(passphrase, Buffer.from(salt, 'base64'), rest);
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(nonce, 'base64'), { authTagLength: 16 });
    decipher.setAuthTag(Buffer.from(tag, 'base64'));
    const text = decipher.update(Buffer.from(data, 'base64'), undefined, 'utf8') + decipher.final('utf8');
    return secretsSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new RaibidError('passphrase_wrong', 'This pass phrase does not open the secrets.', { cause });
  }
}

function readSealed(bytes: Buffer): z.infer<typeof sealedSchema> {
  try {
    return sealedSchema.parse(JSON.parse(bytes.toString('utf8')));
  } catch (cause) {
    throw new RaibidError('backup_damaged', 'The secrets of the backup do not have the expected form.', { cause });
  }
}

/** Twice the memory that scrypt needs by its parameters: Node counts a little more than the algorithm. */
async function keyFrom(passphrase: string, salt: Buffer, { N, r, p }: typeof cost): Promise<Buffer> {
  return derive(passphrase.normalize('NFKC'), salt, keyBytes, { N, r, p, maxmem: 256 * N * r });
}
