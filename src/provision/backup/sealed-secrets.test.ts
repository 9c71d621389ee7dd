import { expect, test } from 'vitest';
import { openSecrets, sealSecrets } from './sealed-secrets.ts';

const secrets = { 'secret-key': 'a2V5\n', 'admin-token': 'raibid_admin_x\n' };

test('what was sealed opens with its pass phrase and with no other', async () => {
  const sealed = await sealSecrets(secrets, 'correct horse battery');
  expect(sealed.toString()).not.toContain('raibid_admin');
  expect(await openSecrets(sealed, 'correct horse battery')).toEqual(secrets);
  await expect(openSecrets(sealed, 'correct horse batterz')).rejects.toMatchObject({ code: 'passphrase_wrong' });
});

test('the same secrets are sealed differently each time', async () => {
  const [one, two] = [await sealSecrets(secrets, 'same'), await sealSecrets(secrets, 'same')];
  expect(one.equals(two)).toBe(false);
});

test('a pass phrase may be typed on any keyboard: composed and decomposed letters are the same', async () => {
  const sealed = await sealSecrets(secrets, 'Schl\u00fcssel');
  expect(await openSecrets(sealed, 'Schlu\u0308ssel')).toEqual(secrets);
});

test('what was changed does not open, and costs beyond reason are refused', async () => {
  const sealed = JSON.parse((await sealSecrets(secrets, 'phrase')).toString());
  const changed = { ...sealed, data: `${sealed.data.startsWith('A') ? 'B' : 'A'}${sealed.data.slice(1)}` };
  const bytes = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
  await expect(openSecrets(bytes(changed), 'phrase')).rejects.toMatchObject({ code: 'passphrase_wrong' });
  await expect(openSecrets(bytes({ ...sealed, N: 2 ** 30 }), 'phrase')).rejects.toMatchObject({
    code: 'backup_damaged',
  });
  await expect(openSecrets(Buffer.from('{'), 'phrase')).rejects.toMatchObject({ code: 'backup_damaged' });
});
