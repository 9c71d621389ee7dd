import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { silentLogger } from '../../shared/logger.ts';
import { git, initTree } from '../testing/git.ts';
import { tempFolder } from '../testing/temp-folder.ts';
import { createGitChildren } from './git-children.ts';
import { createMaintenance } from './maintain.ts';

describe('maintenance of a repository', () => {
  it('packs many packs into few, and keeps what no branch has', async () => {
    const tree = await initTree(join(await tempFolder(), 'tree'));
    const folder = join(tree, '.git');
    // The committing git would do the same by itself, at a moment of its own.
    await git(tree, 'config', 'maintenance.auto', 'false');
    const orphans: string[] = [];
    for (let n = 0; n < 52; n += 1) {
      await git(tree, 'commit', '--quiet', '--allow-empty', '--message', `commit ${n}`);
      const sha = await git(tree, 'rev-parse', 'HEAD');
      if (n % 10 === 0) orphans.push(await git(tree, 'commit-tree', '-m', `orphan ${n}`, `${sha}^{tree}`));
      await git(tree, 'repack', '--quiet');
    }
    const packs = async () => (await readdir(join(folder, 'objects', 'pack'))).filter((name) => name.endsWith('.pack'));
    expect((await packs()).length).toBeGreaterThan(50);
    createMaintenance(createGitChildren(), silentLogger()).look(folder);
    await expect.poll(async () => (await packs()).length, { timeout: 10_000 }).toBeLessThan(4);
    for (const sha of orphans) expect(await git(tree, 'cat-file', '-t', sha)).toBe('commit');
  });
});
