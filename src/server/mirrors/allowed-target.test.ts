import { describe, expect, it } from 'vitest';
import { allowedTarget } from './allowed-target.ts';

const answers = (...addresses: string[]) => ({
  allowPrivate: false,
  resolve: async () => addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
});

describe('where a mirror may connect to', () => {
  it('is a name with public addresses only; they are kept for the connection', async () => {
    const target = await allowedTarget('https://git.example.org/a.git', answers('8.8.8.8', '2606:4700::1'));
    expect(target.addresses.map(({ address }) => address)).toEqual(['8.8.8.8', '2606:4700::1']);
  });

  it.each([
    ['http://127.0.0.1:3000/a.git', '127.0.0.1'],
    ['http://[::1]/a.git', '::1'],
    ['http://2130706433/a.git', '127.0.0.1'],
    ['http://0x7f.1/a.git', '127.0.0.1'],
    ['http://017700000001/a.git', '127.0.0.1'],
    ['http://169.254.169.254/latest', '169.254.169.254'],
    ['http://[::ffff:10.0.0.1]/a.git', '::ffff:a00:1'],
    ['http://localhost/a.git', 'localhost'],
  ])('is not %s', async (address, named) => {
    const refused = allowedTarget(address, { allowPrivate: false });
    await expect(refused).rejects.toMatchObject({ code: 'address_refused', message: expect.stringContaining(named) });
  });

  it('is no name of which one address is private', async () => {
    const refused = allowedTarget('https://both.example.org/a.git', answers('8.8.8.8', '192.168.0.4'));
    await expect(refused).rejects.toMatchObject({
      code: 'address_refused',
      message: expect.stringContaining('192.168.0.4'),
    });
  });

  it('may be private where that is allowed', async () => {
    const target = await allowedTarget('http://127.0.0.1:3000/a.git', { allowPrivate: true });
    expect(target.addresses).toEqual([{ address: '127.0.0.1', family: 4 }]);
  });

  it.each([
    'file:///etc',
    'ext::sh -c id',
    'ssh://git@example.org/a.git',
    'git@example.org:a.git',
    '/tmp/a.git',
    'https://ada:rosebud@example.org/a.git',
    '-upload-pack=id',
    '',
  ])('is not %s, and the refusal repeats no password', async (address) => {
    const refused = allowedTarget(address, answers('8.8.8.8'));
    await expect(refused).rejects.toMatchObject({
      code: 'input_invalid',
      message: expect.not.stringContaining('rosebud'),
    });
  });

  it('is no name that nobody knows', async () => {
    await expect(allowedTarget('https://nowhere.invalid/a.git', answers())).rejects.toMatchObject({
      code: 'unreachable',
    });
  });
});
