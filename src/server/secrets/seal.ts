import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { RaibidError } from '../../shared/errors.ts';
import { ensureKeyFile, type KeyReaders, keyFileAge, keyFileStamp, newKey, readKeys, writeKeys } from './key-file.ts';

/** Encrypts what must not lie in the store as it is: AES-256-GCM with a key from a file. */
export interface Sealer {
  /** `context` says what the text belongs to; it is bound to the sealed text, so that two cannot be swapped. */
  seal(text: string, context: string): string;
  /** `internal` when the key, the context or the sealed text is another one. */
  open(sealed: string, context: string): string;
}

/** A sealer whose key can change while it is in use. */
export interface KeyRing extends Sealer {
  /** Whether this was sealed under the current key. */
  isCurrent(sealed: string): boolean;
  /**
   * Seals under a fresh key from now on; what older keys sealed still opens. The key is on the disk when it resolves. Of
   * keys that somebody else keeps the first one is the fresh one; `conflict` when there is no older one beside it.
   */
  addKey(): Promise<void>;
  /** Name of the current key; says nothing about it. */
  currentKey(): string;
  /** Removes all keys but the current one, a minute after it came. Only when nothing sealed under them is left. */
  dropOldKeys(): Promise<void>;
}

const nonceBytes = 12;
const tagBytes = 16;
const version = 'v1';

/**
 * Old keys stay in the file at least so long, in milliseconds: what another server sealed a moment before the key
 * changed has reached the store by then.
 */
const keepOldKeys = 60_000;

/**
 * Reads the keys, or makes one at the first start. `config_invalid` when others may read the file or it holds no key.
 * The file is looked at again whenever it was replaced: servers on one store share it.
 */
export async function openSealer(keyFile: string): Promise<KeyRing> {
  await ensureKeyFile(keyFile);
  const known = readAgainWhenReplaced(keyFile, 'owner');
  return {
    ...sealerOf(known),
    addKey: () => writeKeys(keyFile, [newKey(), ...known().map((key) => key.bytes)]),
    dropOldKeys: async () => {
      if (known().length > 1 && keyFileAge(keyFile) > keepOldKeys) await writeKeys(keyFile, [current(known).bytes]);
    },
  };
}

/**
 * Keys that somebody else keeps, such as a mounted Secret: never written here. A new key goes above the old one in the
 * Secret; the server seals everything under it at its next start, and then the old one can go.
 * @throws `config_invalid` when the file is missing, holds no key, or is open to all
 */
export function openGivenSealer(keyFile: string): KeyRing {
  if (!existsSync(keyFile)) throw new RaibidError('config_invalid', `There is no key file ${keyFile}.`);
  const known = readAgainWhenReplaced(keyFile, 'group');
  return {
    ...sealerOf(known),
    addKey: async () => {
      // Whoever keeps the keys has put the new one in force; the others are those that it takes the place of.
      if (known().length > 1) return;
      throw new RaibidError('conflict', `The sealing key is kept outside of the server, in ${keyFile}.`, {
        hint: 'Put a new key above the old one there first; in a cluster `raibid-cli secrets rotate server` does all of it.',
      });
    },
    dropOldKeys: async () => {},
  };
}

function sealerOf(known: () => Key[]): Pick<KeyRing, 'seal' | 'open' | 'isCurrent' | 'currentKey'> {
  return {
    seal: (text, context) => seal(current(known), text, context),
    open: (sealed, context) => open(known(), sealed, context),
    isCurrent: (sealed) => keyIdOf(sealed) === current(known).id,
    currentKey: () => current(known).id,
  };
}

function readAgainWhenReplaced(keyFile: string, readers: KeyReaders): () => Key[] {
  let read = readKeys(keyFile, readers);
  let keys = read.keys.map(identified);
  return () => {
    if (read.stamp !== keyFileStamp(keyFile)) {
      read = readKeys(keyFile, readers);
      keys = read.keys.map(identified);
    }
    return keys;
  };
}

function current(known: () => Key[]): Key {
  const [first] = known();
  if (first === undefined) throw new RaibidError('internal', 'A key ring without keys.');
  return first;
}

interface Key {
  /** Tells keys apart in what they sealed; says nothing about the key. */
  id: string;
  bytes: Buffer;
}

function identified(bytes: Buffer): Key {
  return { id: createHash('sha256').update('raibid key id').update(bytes).digest('hex').slice(0, 8), bytes };
}

function keyIdOf(sealed: string): string {
  return sealed.split('.')[1] ?? '';
}

/** `v1.<key id>.<nonce, tag and ciphertext as base64url>` */
function seal(key: Key, text: string, context: string): string {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key.bytes, nonce, { authTagLength: tagBytes });
  cipher.setAAD(Buffer.from(context, 'utf8'));
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return `${version}.${key.id}.${Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')}`;
}

function open(keys: readonly Key[], sealed: string, context: string): string {
  const [form, id, data = ''] = sealed.split('.');
  const key = keys.find((candidate) => candidate.id === id);
  if (form !== version || key === undefined) throw cannotOpen(context, undefined);
  const bytes = Buffer.from(data, 'base64url');
  try {
    const nonce = bytes.subarray(0, nonceBytes);
    const decipher = createDecipheriv('aes-256-gcm', key.bytes, nonce, { authTagLength: tagBytes });
    decipher.setAAD(Buffer.from(context, 'utf8'));
    decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
    return decipher.update(bytes.subarray(nonceBytes + tagBytes), undefined, 'utf8') + decipher.final('utf8');
  } catch (cause) {
    throw cannotOpen(context, cause);
  }
}

function cannotOpen(context: string, cause: unknown): RaibidError {
  return new RaibidError('internal', `What was sealed for "${context}" cannot be opened with this key.`, {
    hint: 'Put back the key file that belongs to this data folder, or set the value again.',
    cause,
  });
}
