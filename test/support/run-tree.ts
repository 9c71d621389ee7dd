import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { type Captured, type CaptureOptions, raibidCli } from '../../src/cli/testing/capture.ts';

/** A folder of its own for every test of a file, with a working tree in it. */
export interface RunTree {
  readonly folder: string;
  readonly tree: string;
  /** Writes files of the working tree; a path without a slash is a workflow. */
  files(content: Record<string, string>): Promise<void>;
  /** `raibid-cli run` in the working tree. */
  run(words?: string[], options?: CaptureOptions): Promise<Captured>;
}

export function useRunTree(): RunTree {
  let folder = '';
  const tree = (): string => join(folder, 'tree');
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'raibid-run-test-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  return {
    get folder() {
      return folder;
    },
    get tree() {
      return tree();
    },
    async files(content) {
      for (const [name, text] of Object.entries(content)) {
        const path = join(tree(), name.includes('/') ? name : `.github/workflows/${name}`);
        await mkdir(dirname(path), { recursive: true });
        await writeFile(path, text);
      }
    },
    run(words = [], options = {}) {
      const env = { XDG_CACHE_HOME: join(folder, 'cache'), ...options.env };
      return raibidCli(['run', ...words], { cwd: tree(), ...options, env });
    },
  };
}
