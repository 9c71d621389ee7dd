import { RaibidError } from '../../shared/errors.ts';
import { isWorkflowFile, workflowFolders } from '../../workflow/workflow-files.ts';
import type { CommitInfo, CommitReader, WorkflowFile } from '../forge/port.ts';
import { catFile } from './cat-file.ts';
import { parseCommit } from './parse-commit.ts';
import { readGit, runGit } from './run-git.ts';

/** All workflow files of a commit together, and one commit object, in bytes. */
const maxWorkflowBytes = 4 * 1024 * 1024;
const maxCommitBytes = 1024 * 1024;
/** More workflow files than this are a mistake or an attack. */
const maxWorkflowFiles = 500;
/** A longer list of changed paths counts as unknown, and path filters match: a run too many beats a run missed. */
const maxChangedPaths = 3000;

const shaPattern = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;
const zeros = /^0+$/;

/** Reads commits of the bare repository in `folder`, without a working tree. */
export function createCommitReader(folder: string): CommitReader {
  return {
    listWorkflows: (sha) => listWorkflows(folder, sha),
    changedPaths: (before, after) => changedPaths(folder, before, after),
    commit: (sha) => readCommit(folder, sha),
  };
}

async function readCommit(folder: string, sha: string): Promise<CommitInfo> {
  const [object] = await catFile(folder, [`${checkedSha(sha)}^{commit}`], maxCommitBytes);
  if (object === undefined || object === null) throw new RaibidError('not_found', `There is no commit ${sha}.`);
  return parseCommit(object.sha, object.content);
}

async function listWorkflows(folder: string, sha: string): Promise<WorkflowFile[]> {
  const paths = await workflowPaths(folder, checkedSha(sha));
  const objects = await catFile(
    folder,
    paths.map((path) => `${sha}:${path}`),
    maxWorkflowBytes,
  );
  return paths.flatMap((path, index) => {
    const object = objects[index];
    return object?.type === 'blob' ? [{ path, text: object.content.toString('utf8') }] : [];
  });
}

/** Paths in the first workflow folder that exists at the commit, sorted by git. */
async function workflowPaths(folder: string, sha: string): Promise<string[]> {
  const listing = await runGit({
    folder,
    args: ['ls-tree', '-z', '--name-only', '--full-tree', sha, '--', ...workflowFolders.map((name) => `${name}/`)],
  });
  if (listing.exit !== 0) throw new RaibidError('not_found', `There is no commit ${sha}.`);
  const paths = splitZero(listing.stdout);
  const first = workflowFolders.find((name) => paths.some((path) => path.startsWith(`${name}/`)));
  const wanted =
    first === undefined ? [] : paths.filter((path) => path.startsWith(`${first}/`) && isWorkflowFile(path));
  if (wanted.length <= maxWorkflowFiles) return wanted.filter((path) => !path.includes('\n'));
  throw new RaibidError(
    'too_large',
    `The commit has ${wanted.length} workflow files; ${maxWorkflowFiles} are allowed.`,
  );
}

async function changedPaths(folder: string, before: string, after: string): Promise<string[] | null> {
  if (zeros.test(before) || zeros.test(after)) return null;
  const args = ['diff-tree', '-r', '-z', '--name-only', '--no-renames', checkedSha(before), checkedSha(after)];
  const result = await runGit({ folder, args });
  if (result.exit !== 0) return null;
  const paths = splitZero(result.stdout);
  return paths.length > maxChangedPaths ? null : paths;
}

/** Every branch and tag with the object it points to. */
export async function listRefs(folder: string): Promise<Record<string, string>> {
  const args = ['for-each-ref', '--format=%(objectname) %(refname)', 'refs/heads', 'refs/tags'];
  const lines = (await readGit({ folder, args })).toString('utf8').split('\n');
  return Object.fromEntries(
    lines.filter(Boolean).map((line) => [line.slice(line.indexOf(' ') + 1), line.split(' ', 1)[0] ?? '']),
  );
}

function splitZero(output: Buffer): string[] {
  return output.toString('utf8').split('\0').filter(Boolean);
}

function checkedSha(sha: string): string {
  if (!shaPattern.test(sha)) throw new RaibidError('input_invalid', `${JSON.stringify(sha)} is not a commit id.`);
  return sha;
}
