import type { CommitInfo } from '../forge/port.ts';

/** Reads a raw commit object (git-hash-object(1), "commit"): headers, an empty line, the message. */
export function parseCommit(sha: string, content: Buffer): CommitInfo {
  const text = content.toString('utf8');
  const split = text.indexOf('\n\n');
  const headers = split === -1 ? text : text.slice(0, split);
  const message = split === -1 ? '' : text.slice(split + 2);
  return { sha, message, ...readPeople(headers) };
}

function readPeople(headers: string): Pick<CommitInfo, 'author' | 'committedAt'> {
  const [, name = '', email = ''] = /^author (.*?) ?<([^>\n]*)>/m.exec(headers) ?? [];
  const [, seconds = '0'] = /^committer .*> (\d+)/m.exec(headers) ?? [];
  return { author: { name, email }, committedAt: Number(seconds) * 1000 };
}
