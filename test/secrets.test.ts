import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { raibidCli } from '../src/cli/testing/capture.ts';
import { finished, logOf, type Platform, runOf, startPlatform, type TestRepository } from './support/platform.ts';

const word = 'r0se&bud "4711" /ü';
const lines = ['-----BEGIN KEY-----', 'MIIEpAIBAAKCAQEA7', 'c2Vjb25kIGxpbmUgb2Y', '-----END KEY-----'];

const workflow = `
on: push
jobs:
  show:
    runs-on: ubuntu-latest
    if: \${{ vars.REGION == 'north' }}
    env:
      WORD: \${{ secrets.WORD }}
      KEY: \${{ secrets.KEY }}
    steps:
      - name: plain
        run: |
          echo "plain $WORD"
          echo "\${#WORD} characters"
          echo "region \${{ vars.region }}"
          echo "none [\${{ secrets.PRODUCTION_ONLY }}]"
      - name: base64
        run: |
          printf %s "$WORD" | base64
          printf %s "user:$WORD" | base64 -w0; echo
          echo "$WORD" | base64 | tr '+/' '-_'
          printf %s "$KEY" | base64
      - name: url
        run: |
          printf %s "$WORD" | perl -pe 's/([^A-Za-z0-9_.~-])/sprintf("%%%02X", ord($1))/ge'; echo
          printf %s "$WORD" | perl -pe 's/([^A-Za-z0-9_.~ -])/sprintf("%%%02x", ord($1))/ge; s/ /+/g'; echo
      - name: json
        run: |
          cat <<'END'
          {"word": \${{ toJSON(secrets.WORD) }}, "key": \${{ toJSON(secrets.KEY) }}}
          END
      - name: lines
        run: |
          echo "$KEY"
          while read -r line; do echo "> $line"; done <<< "$KEY"
          echo "$WORD" >&2
          echo "::warning::$WORD"
  deploy:
    runs-on: ubuntu-latest
    environment: Production
    steps:
      - run: echo "\${{ vars.REGION }} \${{ startsWith(secrets.PRODUCTION_ONLY, 'yes-') }} \${{ secrets.WORD == 'another word' }}"
`;

/** What of the secrets must stand in no log, in any of the forms that the steps print. */
const readable = [
  word,
  ...lines,
  Buffer.from(word).toString('base64').slice(0, 16),
  Buffer.from(lines.join('\n')).toString('base64').slice(0, 40),
  encodeURIComponent(word),
  encodeURIComponent(word).toLowerCase(),
  JSON.stringify(word),
  'r0se',
  'MIIEpA',
];

let platform: Platform;
let repository: TestRepository;

const cli = (words: string[], stdin = '') =>
  raibidCli(words, { stdin, env: { RAIBID_SERVER: platform.server.url, RAIBID_TOKEN: platform.token } });

beforeAll(async () => {
  platform = await startPlatform();
  repository = await platform.repository();
});

afterAll(async () => platform?.stop());

describe('secrets and variables', () => {
  it('reach the jobs that may have them, and no log in any encoding', async () => {
    expect(await cli(['secrets', 'set', 'word', '--repo', 'demo'], `${word}\n`)).toMatchObject({ code: 0, stdout: '' });
    await cli(['secrets', 'set', 'KEY', '--owner', 'local'], lines.join('\n'));
    await cli(['secrets', 'set', 'PRODUCTION_ONLY', '--repo', 'demo', '--env', 'production'], 'yes-really');
    await cli(['secrets', 'set', 'WORD', '--repo', 'demo', '--env', 'production'], 'another word');
    await cli(['vars', 'set', 'REGION', 'north', '--owner', 'local']);
    await cli(['vars', 'set', 'REGION', 'south', '--repo', 'demo', '--env', 'production']);

    const run = await finished(platform.client, (await runOf(platform.client, await pushed())).id);
    const [show, deploy] = run.jobs;
    const log = (await logOf(platform.client, show?.id ?? '')).join('\n');
    expect(run.conclusion, log).toBe('success');
    for (const form of readable) expect(log).not.toContain(form);
    expect(log).toContain('plain ***');
    expect(log).toMatch(/1[89] characters/);
    expect(log).toContain('region north');
    expect(log).toContain('none []');
    expect(log).toContain('{"word": "***", "key": "***"}');
    expect(log).toContain('> ***');
    expect(JSON.stringify(show?.annotations)).not.toContain('r0se');
    expect((await logOf(platform.client, deploy?.id ?? '')).join('\n')).toContain('south true true');
  });

  it('lie nowhere in the data folder as they are', async () => {
    for (const [file, content] of await contentsOfServer()) {
      for (const form of [word, lines[1] ?? '', 'yes-really']) {
        expect(content.includes(form), `${file} holds "${form}"`).toBe(false);
      }
    }
  });

  it('are listed by name, rotated and deleted on the command line', async () => {
    const list = await cli(['secrets', 'list', '--repo', 'demo', '--json']);
    expect(JSON.parse(list.stdout)).toEqual([{ name: 'WORD', updatedAt: expect.any(Number) }]);
    expect(await cli(['secrets', 'rotate-key'])).toMatchObject({ code: 0, stdout: '4 sealed under a new key\n' });
    expect((await cli(['secrets', 'delete', 'KEY', '--owner', 'local'])).code).toBe(0);
    expect(await cli(['secrets', 'delete', 'KEY', '--owner', 'local'])).toMatchObject({ code: 4 });
    expect((await cli(['vars', 'list', '--owner', 'local'])).stdout).toMatch(/REGION +north/);
  });

  it('are taken from a file of lines, and as an argument only with a warning', async () => {
    const file = join(repository.folder, 'some.env');
    await repository.commitOnly({ 'some.env': 'ONE=1234\nTWO="a b"\n' });
    expect((await cli(['secrets', 'set', '--env-file', file, '--repo', 'demo'])).stderr).toContain('secret TWO');
    expect((await cli(['secrets', 'set', 'A', '--value', 'xyz', '--repo', 'demo'])).stderr).toContain('warning');
    expect(await cli(['secrets', 'set', 'GITHUB_A', '--repo', 'demo'], 'x')).toMatchObject({ code: 2 });
    expect(await cli(['secrets', 'set', 'A'], 'x')).toMatchObject({ code: 2 });
  });
});

/** A log's first files go when it is put into one, which may be now: then all is read again. */
async function contentsOfServer(): Promise<[file: string, content: Buffer][]> {
  for (;;) {
    const files = await filesOfServer();
    const read = await Promise.allSettled(
      files.map(async (file): Promise<[string, Buffer]> => [file, await readFile(file)]),
    );
    const contents = read.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    if (contents.length === files.length) return contents;
  }
}

/** What the server keeps. Folders of agents come and go, and are theirs. */
async function filesOfServer(): Promise<string[]> {
  const { dataDir } = platform;
  const blobs = await readdir(join(dataDir, 'blobs'), { recursive: true, withFileTypes: true });
  const state = (await readdir(dataDir)).filter((name) => name.startsWith('state.db'));
  return [
    ...state.map((name) => join(dataDir, name)),
    ...blobs.filter((file) => file.isFile()).map((file) => join(file.parentPath, file.name)),
  ];
}

async function pushed(): Promise<string> {
  return repository.push({ '.github/workflows/show.yml': workflow });
}
