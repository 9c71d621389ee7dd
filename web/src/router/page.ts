/** The two parts of `owner/name`. */
export interface RepositoryName {
  owner: string;
  name: string;
}

/** A page of the dashboard, as its address names it. */
export type Page =
  | { name: 'runs' }
  | { name: 'run'; runId: string }
  | { name: 'job'; jobId: string }
  | { name: 'queue' }
  | { name: 'agents' }
  | { name: 'repositories' }
  | { name: 'repository'; repository: RepositoryName }
  | { name: 'unknown' };

const patterns: [RegExp, (match: RegExpExecArray) => Page][] = [
  [/^\/(?:runs)?$/, () => ({ name: 'runs' })],
  [/^\/runs\/(\d{1,15})$/, (match) => ({ name: 'run', runId: match[1] ?? '' })],
  [/^(?:\/runs\/\d{1,15})?\/jobs\/(\d{1,15}-[0-9a-f]{12})$/, (match) => ({ name: 'job', jobId: match[1] ?? '' })],
  [/^\/queue$/, () => ({ name: 'queue' })],
  [/^\/agents$/, () => ({ name: 'agents' })],
  [/^\/repositories$/, () => ({ name: 'repositories' })],
  [
    /^\/repositories\/([\w.-]{1,100})\/([\w.-]{1,100})$/,
    ([, owner = '', name = '']) => ({ name: 'repository', repository: { owner, name } }),
  ],
];

/** The page at a path; `unknown` for everything else. */
export function pageAt(path: string): Page {
  const clean = path.length > 1 ? path.replace(/\/+$/, '') : path;
  for (const [pattern, make] of patterns) {
    const match = pattern.exec(clean);
    if (match) return make(match);
  }
  return { name: 'unknown' };
}

export const runPath = (runId: string): string => `/runs/${runId}`;
export const repositoryPath = ({ owner, name }: RepositoryName): string => `/repositories/${owner}/${name}`;
export const jobPath = (jobId: string): string => `/jobs/${jobId}`;

/** The line of a permalink (`#L12`, counted from 1), or null. */
export function lineOfHash(hash: string): number | null {
  const match = /^#L(\d{1,9})$/.exec(hash);
  const line = Number(match?.[1] ?? 0);
  return line > 0 ? line : null;
}
