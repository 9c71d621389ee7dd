import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { open as openFile, readFile, stat } from 'node:fs/promises';
import { RaibidError } from '../../shared/errors.ts';

/** Encrypts what must not lie in the store as it is: AES-256-GCM with a key from a file. */
export interface Sealer {
  /** `context` says what the text belongs to; it is bound to the sealed text, so that two cannot be swapped. */
  seal(text: string, context: string): string;
  /** `internal` when the key, the context or the sealed text is another one. */
  open(sealed: string, context: string): string;
}

const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;
const version = 'v1';

/**
 * Reads the key, or makes it at the first start. A file that others may read is refused (`config_invalid`): its key may
 * be known already.
 */
export async function openSealer(keyFile: string): Promise<Sealer> {
  await makeKeyFile(keyFile);
  return sealerOf(await readKey(keyFile));
}

/** A sealer with this key of 32 bytes. */
export function sealerOf(key: Buffer): Sealer {
  return {
    seal(text, context) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
      cipher.setAAD(Buffer.from(context, 'utf8'));
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return `${version}.${Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')}`;
    },
    open(sealed, context) {
      const bytes = Buffer.from(sealed.replace(/^v1\./, ''), 'base64url');
      try {
        const nonce = bytes.subarray(0, nonceBytes);
        const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
        decipher.setAAD(Buffer.from(context, 'utf8'));
        decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
        return decipher.update(bytes.subarray(nonceBytes + tagBytes), undefined, 'utf8') + decipher.final('utf8');
      } catch (cause) {
        throw new RaibidError('internal', `What was sealed for "${context}" cannot be opened with this key.`, {
          hint: 'Put back the key file that belongs to this data folder.',
          cause,
        });
      }
    },
  };
}

async function makeKeyFile(file: string): Promise<void> {
  try {
    const handle = await openFile(file, 'wx', 0o600);
    try {
      await handle.writeFile(`${randomBytes(keyBytes).toString('base64')}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}

async function readKey(file: string): Promise<Buffer> {
  const { mode } = await stat(file);
  if ((mode & 0o077) !== 0) {
    throw new RaibidError('config_invalid', `The key file ${file} can be read by others.`, {
      hint: `Run chmod 600 ${file}, and rotate the key if others had access to it.`,
    });
  }
  const key = Buffer.from((await readFile(file, 'utf8')).trim(), 'base64');
  if (key.length === keyBytes) return key;
  throw new RaibidError('config_invalid', `The key file ${file} does not hold 32 bytes as base64.`);
}
