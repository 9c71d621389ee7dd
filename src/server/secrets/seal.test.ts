import { chmod, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempFolder } from '../testing/temp-folder.ts';
import { openGivenSealer, openSealer } from './seal.ts';

const keyFile = async () => join(await tempFolder(), 'secret-key');
const keysIn = async (file: string) => (await readFile(file, 'utf8')).trim().split('\n');

describe('a sealer', () => {
  it('opens what it sealed, also after a restart, and never writes the same twice', async () => {
    const file = await keyFile();
    const sealer = await openSealer(file);
    const [one, two] = [sealer.seal('grüße', 'forge:a'), sealer.seal('grüße', 'forge:a')];
    expect(one).not.toBe(two);
    expect(one).not.toContain(Buffer.from('grüße').toString('base64url'));
    expect((await openSealer(file)).open(one, 'forge:a')).toBe('grüße');
  });

  it('makes a key file that only its owner can read, and nothing beside it', async () => {
    const file = await keyFile();
    await Promise.all([openSealer(file), openSealer(file)]);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(Buffer.from((await keysIn(file)).join(), 'base64')).toHaveLength(32);
    expect(await readdir(join(file, '..'))).toEqual(['secret-key']);
  });

  it('refuses another context, a changed text and another key', async () => {
    const folder = await tempFolder();
    const sealer = await openSealer(join(folder, 'one'));
    const other = await openSealer(join(folder, 'two'));
    const sealed = sealer.seal('secret', 'forge:a');
    expect(() => sealer.open(sealed, 'forge:b')).toThrow('cannot be opened');
    const changed = `${sealed.slice(0, -8)}${sealed.at(-8) === 'A' ? 'B' : 'A'}${sealed.slice(-7)}`;
    expect(() => sealer.open(changed, 'forge:a')).toThrow('cannot be opened');
    expect(() => other.open(sealed, 'forge:a')).toThrow('cannot be opened');
    expect(() => sealer.open('', 'forge:a')).toThrow('cannot be opened');
  });

  it('refuses a key file that others can read, and one that is no key', async () => {
    const file = await keyFile();
    await openSealer(file);
    await chmod(file, 0o640);
    await expect(openSealer(file)).rejects.toMatchObject({ code: 'config_invalid' });
    await writeFile(file, 'short');
    await chmod(file, 0o600);
    await expect(openSealer(file)).rejects.toMatchObject({ code: 'config_invalid' });
  });

  it('seals under a new key from then on and still opens what the old one sealed, until that is dropped', async () => {
    const file = await keyFile();
    const sealer = await openSealer(file);
    const old = sealer.seal('secret', 'a');
    await sealer.addKey();
    const fresh = sealer.seal('secret', 'a');
    expect([sealer.isCurrent(old), sealer.isCurrent(fresh)]).toEqual([false, true]);
    const again = await openSealer(file);
    expect([again.open(old, 'a'), again.open(fresh, 'a')]).toEqual(['secret', 'secret']);
    await again.dropOldKeys();
    expect(await keysIn(file)).toHaveLength(2);
    const then = Date.now() / 1000 - 120;
    await utimes(file, then, then);
    await again.dropOldKeys();
    expect(await keysIn(file)).toHaveLength(1);
    expect(() => again.open(old, 'a')).toThrow('cannot be opened');
    expect((await openSealer(file)).open(fresh, 'a')).toBe('secret');
  });
});

describe('a key that is kept outside', () => {
  const [one, two] = ['11'.repeat(32), Buffer.alloc(32, 2).toString('base64')];
  const given = async (...keys: string[]): Promise<string> => {
    const file = await keyFile();
    await writeFile(file, keys.join('\n'), { mode: 0o440 });
    return file;
  };

  it('may be hexadecimal or base64, and readable for the group of the pod', async () => {
    const sealed = openGivenSealer(await given(one)).seal('secret', 'forge:a');
    const next = openGivenSealer(await given(two, one));
    expect(next.open(sealed, 'forge:a')).toBe('secret');
    expect(next.isCurrent(sealed)).toBe(false);
  });

  it('is never written: its keeper puts a new one above it, which is in force then', async () => {
    await expect(openGivenSealer(await given(one)).addKey()).rejects.toMatchObject({ code: 'conflict' });
    const file = await given(two, one);
    const sealer = openGivenSealer(file);
    await sealer.addKey();
    await sealer.dropOldKeys();
    expect(await keysIn(file)).toEqual([two, one]);
    expect(openGivenSealer(await given(two)).open(sealer.seal('secret', 'forge:a'), 'forge:a')).toBe('secret');
  });

  it('is refused when it is missing, no key, or open to all', async () => {
    const refused = expect.objectContaining({ code: 'config_invalid' });
    expect(() => openGivenSealer('/nowhere/key')).toThrow(refused);
    const file = await given('abc');
    expect(() => openGivenSealer(file)).toThrow(refused);
    await chmod(file, 0o644);
    await writeFile(file, one);
    expect(() => openGivenSealer(file)).toThrow(refused);
  });
});
