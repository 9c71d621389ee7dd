import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readComponents } from './components.ts';
import { infraFolder } from './infra-folder.ts';
import { readValues } from './values-file.ts';

const entries = readComponents(infraFolder());

function fileWith(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'raibid-values-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'values.yaml');
  writeFileSync(file, text);
  return file;
}

describe('the file of --values', () => {
  it('holds values by component', () => {
    const file = fileWith('gitea:\n  host: git.example.lan\nserver: {warm: 2}\n');
    expect(readValues(file, entries)).toEqual({ gitea: { host: 'git.example.lan' }, server: { warm: 2 } });
  });

  it('may be empty', () => {
    expect(readValues(fileWith('# nothing yet\n'), entries)).toEqual({});
  });

  it.each([
    ['redis: {}\ngitae: {}\n', "there is no component 'gitae'", { line: 2, column: 1 }],
    ['redis:\n\tmaxMemory: 1gb\n', 'ab', { line: 2 }],
    ['redis: 1gb\n', 'redis', { line: 1 }],
  ])('is refused with the place: %j', (text, message, at) => {
    expect(() => readValues(fileWith(text), entries)).toThrow(
      expect.objectContaining({
        code: 'config_invalid',
        message: expect.stringContaining(message),
        at: expect.objectContaining(at),
      }),
    );
  });
});
