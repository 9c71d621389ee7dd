import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { type Captured, raibidCli } from './capture.ts';

/** A folder of its own for every test of a file, in which `raibid-cli validate` runs. */
export interface ManifestFolder {
  readonly folder: string;
  write(files: Record<string, string | Uint8Array>): void;
  /** Without a PATH nothing is rendered: kubectl and helm are asked for by name where a test needs them. */
  validate(words: string[], options?: { stdin?: string; path?: string | undefined }): Promise<Captured>;
}

export function useManifestFolder(): ManifestFolder {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'raibid-validate-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  return {
    get folder() {
      return folder;
    },
    write(files) {
      for (const [name, text] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, name)), { recursive: true });
        writeFileSync(join(folder, name), text);
      }
    },
    validate: (words, { stdin, path } = {}) =>
      raibidCli(['validate', ...words], {
        cwd: folder,
        env: { PATH: path },
        ...(stdin === undefined ? {} : { stdin }),
      }),
  };
}

/** A manifest without a fault, and the same with one in its last line. */
export const good = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\ndata:\n  level: info\n';
export const bad = good.replace('info', '7');
