import { mkdir, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Forge } from '../forge/port.ts';
import { createCommitReader, listRefs } from './commit-reader.ts';
import { repositoryFolder } from './repository-folder.ts';
import { readGit } from './run-git.ts';

/** The built-in hosting: bare repositories below the data folder, read with git. */
export function createGitForge(dataDir: string): Forge {
  return {
    async create(repository) {
      const folder = repositoryFolder(dataDir, repository.id);
      await mkdir(dirname(folder), { recursive: true, mode: 0o700 });
      // An empty template: no sample hooks, nothing that could ever run.
      const args = ['init', '--quiet', '--bare', '--template=', `--initial-branch=${repository.defaultBranch}`, folder];
      await readGit({ folder, args });
    },
    async remove(repository) {
      await rm(repositoryFolder(dataDir, repository.id), { recursive: true, force: true });
    },
    commits: (repository) => createCommitReader(repositoryFolder(dataDir, repository.id)),
    refs: (repository) => listRefs(repositoryFolder(dataDir, repository.id)),
    // A push here is answered after its runs are stored: none of them is found later.
    pushesBetween: async () => null,
    // The built-in hosting has none.
    pullRequests: async () => [],
  };
}
