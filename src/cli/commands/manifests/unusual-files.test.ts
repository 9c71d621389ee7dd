import { describe, expect, test } from 'vitest';
import { bad, good, useManifestFolder } from '../../testing/manifest-folder.ts';

const { write, validate } = useManifestFolder();

describe('files as other people write them', () => {
  const faults = async (text: string | Uint8Array, name = 'a.yaml') => {
    write({ [name]: text });
    const { findings } = JSON.parse((await validate(['-o', 'json', name])).stdout);
    return findings.map(
      (finding: { line: number; column: number; rule: string }) => `${finding.line}:${finding.column} ${finding.rule}`,
    );
  };

  test.each([
    ['a byte order mark', `\ufeff${good}`],
    ['Windows line ends', good.replaceAll('\n', '\r\n')],
    ['no line end at the end', good.trimEnd()],
    ['empty documents', `---\n---\n${good}---\n---\n# nothing\n`],
    ['a document end', `---\n${good}...\n`],
    ['directives', `%YAML 1.2\n---\n${good}`],
    [
      'anchors and merges',
      'apiVersion: v1\nkind: ConfigMap\nmetadata: &m\n  name: settings\n  labels: {a: b}\ndata:\n  <<: {level: info}\n',
    ],
    ['JSON', '{"apiVersion": "v1", "kind": "ConfigMap",\n "metadata": {"name": "settings"}}\n'],
    ['a List', `apiVersion: v1\nkind: List\nitems:\n  - ${good.trim().replaceAll('\n', '\n    ')}\n`],
    ['generateName', good.replace('name: settings', 'generateName: settings-')],
    ['multi-line texts', good.replace('info', '"one\n    two"')],
    ['null for a field that may be left out', good.replace('\ndata:', '\nimmutable:\ndata:')],
    ['content on the marker line', '--- {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}\n'],
  ])('%s is fine', async (_what, text) => {
    expect(await faults(text)).toEqual([]);
  });

  test.each([
    ['a fault behind Windows line ends', bad.replaceAll('\n', '\r\n'), '6:10 wrong-type'],
    ['a fault behind a byte order mark', `\ufeff${bad}`, '6:10 wrong-type'],
    ['a fault in a later document', `${good}---\n# comment\n---\n${bad}`, '15:10 wrong-type'],
    [
      'a fault in a List',
      `apiVersion: v1\nkind: List\nitems:\n  - ${bad.trim().replaceAll('\n', '\n    ')}\n`,
      '9:14 wrong-type',
    ],
    ['a fault behind an anchor', `x-data: &d 7\n${bad.replace('7', '*d')}`, '7:10 wrong-type'],
    ['a tab', bad.replace('  level', '\tlevel'), '6:1 yaml-syntax'],
    ['Latin-1', Buffer.from(good.replace('info', 'caf\u00e9'), 'latin1'), '1:1 yaml-syntax'],
    ['UTF-16', Buffer.from(`\ufeff${good}`, 'utf16le'), '1:1 yaml-syntax'],
    [
      'aliases without end',
      `a: &a [x, x, x, x, x, x, x, x, x]\n${'bcdefghi'
        .split('')
        .map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[index]}`).join(', ')}]`)
        .join('\n')}\n`,
      '1:1 yaml-too-large',
    ],
    ['a number as a name', good.replace('settings', '123'), '4:9 wrong-type'],
    ['yes, which is a boolean to Kubernetes', good.replace('info', 'yes'), '6:10 wrong-type'],
    ['an octal number', good.replace('info', '0777'), '6:10 wrong-type'],
    ['no kind', good.replace('kind: ConfigMap\n', ''), '1:1 missing-field'],
    ['a list instead of an object', '- a\n- b\n', '1:1 wrong-type'],
  ])('%s is found', async (_what, text, place) => {
    expect(await faults(text)).toContain(place);
  });

  test('settings of other programs in JSON with comments are named as not checked', async () => {
    write({ 'a.yaml': good, 'tsconfig.json': '// Of the compiler\n{\n  "strict": true,\n  "target": "es2023"\n}\n' });
    const { code, stderr } = await validate(['.']);
    expect(code).toBe(0);
    expect(stderr).toContain('tsconfig.json (not a manifest: it has no apiVersion and kind, and is no JSON');
  });
});
