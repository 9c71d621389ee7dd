import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RepositoryRecord } from '../../store/port/repositories.ts';
import { commitFiles, git, initTree } from '../testing/git.ts';
import { tempFolder } from '../testing/temp-folder.ts';
import { createGitForge } from './git-forge.ts';
import { repositoryFolder } from './repository-folder.ts';

const record: RepositoryRecord = {
  id: '7',
  fullName: 'local/demo',
  defaultBranch: 'trunk',
  forge: 'builtin',
  createdAt: 0,
};
const zeros = '0'.repeat(40);

/** A hosted repository, and a working tree that pushes to its folder. */
async function hosted() {
  const dataDir = await tempFolder();
  const forge = createGitForge(dataDir);
  await forge.create(record);
  const folder = repositoryFolder(dataDir, record.id);
  const tree = await initTree(join(dataDir, 'tree'));
  const push = async (files: Record<string, string>, message?: string) => {
    const sha = await commitFiles(tree, files, message);
    await git(tree, 'push', '--quiet', folder, 'main');
    return sha;
  };
  return { forge, folder, tree, push, reader: forge.commits(record) };
}

describe('the built-in hosting', () => {
  it('creates an empty bare repository with the wanted default branch and no hooks', async () => {
    const { forge, folder } = await hosted();
    expect(await git(folder, 'symbolic-ref', 'HEAD')).toBe('refs/heads/trunk');
    await expect(stat(join(folder, 'hooks'))).rejects.toThrow('ENOENT');
    expect(await forge.refs(record)).toEqual({});
    await forge.create(record);
  });

  it('removes a repository, and does not mind one that is gone', async () => {
    const { forge, folder } = await hosted();
    await forge.remove(record);
    await forge.remove(record);
    await expect(stat(folder)).rejects.toThrow('ENOENT');
  });

  it('lists branches and tags, and nothing else', async () => {
    const { forge, folder, tree, push } = await hosted();
    const sha = await push({ a: '1' });
    await git(tree, 'push', '--quiet', folder, 'main:refs/tags/v1', 'main:refs/notes/x', 'main:refs/heads/a/b');
    expect(await forge.refs(record)).toEqual({ 'refs/heads/main': sha, 'refs/heads/a/b': sha, 'refs/tags/v1': sha });
  });
});

describe('reading commits', () => {
  it('takes the workflows of the first folder that exists', async () => {
    const { reader, push } = await hosted();
    const sha = await push({
      '.gitea/workflows/ci.yml': 'name: gitea',
      '.raibid/workflows/ci.yml': 'name: raibid',
      '.gitea/workflows/notes.txt': 'no workflow',
      '.gitea/workflows/deeper/x.yml': 'no workflow either',
    });
    expect(await reader.listWorkflows(sha)).toEqual([{ path: '.gitea/workflows/ci.yml', text: 'name: gitea' }]);
    const next = await push({ '.github/workflows/b.yaml': 'name: b', '.github/workflows/a.yml': 'name: ä' });
    expect(await reader.listWorkflows(next)).toEqual([
      { path: '.github/workflows/a.yml', text: 'name: ä' },
      { path: '.github/workflows/b.yaml', text: 'name: b' },
    ]);
  });

  it('finds no workflows where there are none', async () => {
    const { reader, push } = await hosted();
    expect(await reader.listWorkflows(await push({ a: '1' }))).toEqual([]);
  });

  it('reads a commit, also through an annotated tag', async () => {
    const { reader, tree, folder, push } = await hosted();
    const sha = await push({ a: '1' }, 'Headline\n\nBody');
    await git(tree, 'tag', '--annotate', '--message', 'v1', 'v1');
    await git(tree, 'push', '--quiet', folder, 'v1');
    const commit = await reader.commit(await git(tree, 'rev-parse', 'v1'));
    expect(commit).toMatchObject({
      sha,
      message: 'Headline\n\nBody\n',
      author: { name: 'Ada', email: 'ada@example.org' },
    });
    expect(commit.committedAt).toBe(Number(await git(tree, 'log', '-1', '--format=%ct')) * 1000);
  });

  it('refuses unknown commits and names that are none', async () => {
    const { reader } = await hosted();
    await expect(reader.commit('1'.repeat(40))).rejects.toMatchObject({ code: 'not_found' });
    await expect(reader.listWorkflows('1'.repeat(40))).rejects.toMatchObject({ code: 'not_found' });
    await expect(reader.commit('--all')).rejects.toMatchObject({ code: 'input_invalid' });
  });

  it('knows which paths differ, with names as odd as git allows', async () => {
    const { reader, push } = await hosted();
    const before = await push({ same: '1', 'old name': '1', changed: '1' });
    const after = await push({ 'deep/ä\n"x"': '1', changed: '2' });
    expect(await reader.changedPaths(before, after)).toEqual(['changed', 'deep/ä\n"x"']);
  });

  it('does not know the paths of a new branch, an unknown commit or a huge change', async () => {
    const { reader, push, tree } = await hosted();
    const before = await push({ a: '1' });
    expect(await reader.changedPaths(zeros, before)).toBeNull();
    expect(await reader.changedPaths('1'.repeat(40), before)).toBeNull();
    await mkdir(join(tree, 'many'));
    await Promise.all(Array.from({ length: 3001 }, (_, n) => writeFile(join(tree, 'many', String(n)), '')));
    expect(await reader.changedPaths(before, await push({}))).toBeNull();
  });

  it('ignores a git environment and configuration that the server was started with', async () => {
    const { reader, push } = await hosted();
    const sha = await push({ a: '1' }, 'Seen');
    process.env.GIT_DIR = '/nonexistent';
    try {
      expect(await reader.commit(sha)).toMatchObject({ message: 'Seen\n' });
    } finally {
      delete process.env.GIT_DIR;
    }
  });
});
