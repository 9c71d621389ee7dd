import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempFolder } from '../../../server/testing/temp-folder.ts';
import { raibidCli } from '../../testing/capture.ts';

/** A home with this raibid-ci.yaml; answers a function that runs a command line there. */
async function homeWith(text: string) {
  const home = await tempFolder();
  const folder = join(home, '.config', 'raibid-ci');
  await mkdir(folder, { recursive: true });
  const file = join(folder, 'raibid-ci.yaml');
  await writeFile(file, text);
  return {
    file,
    cli: (words: string[], env: Record<string, string> = {}) => raibidCli(words, { env: { HOME: home, ...env } }),
  };
}

const good = `# what this machine wants
up:
  port: 9000
  isolation: sandbox
doctor:
  for: embedded
  json: true
`;

test('an option in the file is as if it had been typed, and what is typed stands above it', async () => {
  const { cli } = await homeWith(good);
  const { stdout } = await cli(['doctor']);
  const { checks } = JSON.parse(stdout) as { checks: { name: string }[] };
  expect(checks.map(({ name }) => name)).not.toContain('cgroups');
  const typed = await cli(['doctor', '--for', 'cluster']);
  expect(typed.stdout).toContain('"cgroups"');
});

test('show says what is in force and, with --origin, from where', async () => {
  const { cli, file } = await homeWith(good);
  const { stdout } = await cli(['config', 'show', '--origin', '--command', 'up', '--json'], {
    RAIBID_DATA_DIR: '/srv/ci',
  });
  const { settings } = JSON.parse(stdout) as { settings: { option: string }[] };
  const find = (option: string) => settings.find((setting) => setting.option === option);
  expect(find('port')).toMatchObject({ value: '9000', origin: `${file}:3:3` });
  expect(find('host')).toMatchObject({ value: '127.0.0.1', origin: 'default' });
  expect(find('data-dir')).toMatchObject({ value: '/srv/ci', origin: 'RAIBID_DATA_DIR' });
  expect((await cli(['config', 'show'])).stdout).toMatch(/up +port +9000\n/);
});

test('RAIBID_CONFIG names another file, and a file of a working tree is never read', async () => {
  const { cli } = await homeWith('');
  const folder = await tempFolder();
  await writeFile(join(folder, 'raibid-ci.yaml'), 'doctor:\n  for: cluster\n');
  const { stdout } = await cli(['config', 'show', '--json'], { RAIBID_CONFIG: join(folder, 'raibid-ci.yaml') });
  expect(stdout).toContain('"cluster"');
  expect((await cli(['config', 'show'])).stdout).toContain('Every setting has its default');
});

test.each([
  ['a command that is not there', 'upp:\n  port: 1\n', /there is no command 'upp'\n {2}at .*raibid-ci\.yaml:1:1\n/],
  ['an option that is not there', 'up:\n  prot: 1\n', /'up' has no option 'prot'; it has: port,.*\n {2}at .*:2:3\n/],
  [
    'a value that is none of the choices',
    'up:\n  isolation: strong\n',
    /must be one of auto, sandbox, none, not 'strong'/,
  ],
  ['a switch that is no switch', 'doctor:\n  json: 1\n', /'json' must be true or false/],
  ['a mapping where a text belongs', 'up:\n  host: {a: 1}\n', /'host' must be a text or a number/],
  ['text that is no YAML', 'up:\n  port: [\n', /raibid-ci\.yaml:\d+:\d+/],
  ['a list in place of a mapping', '- up\n', /the file must be a mapping/],
])('%s is refused with its place, by every command', async (_what, text, message) => {
  const { cli } = await homeWith(text);
  const checked = await cli(['config', 'validate']);
  expect(checked.stderr).toMatch(message);
  expect(checked.code).toBe(3);
  expect((await cli(['doctor'])).code).toBe(3);
});

test('validate accepts a good file, an empty one and none', async () => {
  expect((await (await homeWith(good)).cli(['config', 'validate'])).stdout).toContain('is valid: 4 settings');
  expect((await (await homeWith('')).cli(['config', 'validate'])).stdout).toContain('is valid: 0 settings');
  expect((await raibidCli(['config', 'validate'])).stdout).toContain('There is no raibid-ci.yaml');
});

test('the schema for editors knows every command, option and choice', async () => {
  const { stdout } = await raibidCli(['config', 'schema']);
  const schema = JSON.parse(stdout) as { properties: Record<string, { properties: Record<string, unknown> }> };
  expect(schema.properties.up?.properties.isolation).toMatchObject({
    enum: ['auto', 'sandbox', 'none'],
    default: 'auto',
  });
  expect(schema.properties.doctor?.properties.json).toMatchObject({ type: 'boolean' });
});
