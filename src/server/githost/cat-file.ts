import { RaibidError } from '../../shared/errors.ts';
import { readGit } from './run-git.ts';

export interface GitObject {
  /** The object's own id. */
  sha: string;
  type: string;
  content: Buffer;
}

/**
 * Reads objects by name (`<sha>`, `<sha>:<path>`, `<sha>^{commit}`) with one `git cat-file --batch`, in the order
 * asked for; null for one that is not there. Names with a line break are refused. All together at most `maxBytes`.
 */
export async function catFile(folder: string, names: string[], maxBytes: number): Promise<(GitObject | null)[]> {
  if (names.length === 0) return [];
  if (names.some((name) => name.includes('\n'))) throw new RaibidError('input_invalid', 'A name has a line break.');
  const output = await readGit({
    folder,
    args: ['cat-file', '--batch', '--buffer'],
    input: names.map((name) => `${name}\n`).join(''),
    maxBytes: maxBytes + names.length * 1024,
  });
  return parseBatch(output);
}

function parseBatch(output: Buffer): (GitObject | null)[] {
  const objects: (GitObject | null)[] = [];
  let at = 0;
  while (at < output.length) {
    const end = output.indexOf(0x0a, at);
    const header = output.toString('utf8', at, end);
    const found = /^([0-9a-f]{40,64}) (\w+) (\d+)$/.exec(header);
    at = end + 1;
    if (found === null) {
      objects.push(null);
      continue;
    }
    const [, sha = '', type = '', size = '0'] = found;
    objects.push({ sha, type, content: output.subarray(at, at + Number(size)) });
    at += Number(size) + 1;
  }
  return objects;
}
