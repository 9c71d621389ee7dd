import { RaibidError } from '../../../shared/errors.ts';
import type { JobRuntime } from '../../job/job-runtime.ts';
import type { Git } from './git.ts';

/** What to fetch and how to check it out. */
export interface RefChoice {
  refspec: string;
  /** Parameters of `git checkout`. */
  checkout: string[];
  /** The action's output `ref`. */
  output: string;
}

const commitId = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/i;

/**
 * Without `ref`: the commit of the event in the job's own repository, the default branch of another. With `ref`: a
 * commit, a full ref, or the short name of a branch (first) or tag.
 */
export async function chooseRef(git: Git, runtime: JobRuntime, repository: string, wanted: string): Promise<RefChoice> {
  const own = repository.toLowerCase() === runtime.job.repository.fullName.toLowerCase();
  const { ref, sha } = runtime.github;
  if (wanted === '' && own && typeof ref === 'string' && typeof sha === 'string' && sha !== '') {
    return choiceOf(ref, sha);
  }
  if (wanted === '') return defaultBranch(git, repository);
  if (commitId.test(wanted)) return choiceOf('', wanted);
  if (wanted.startsWith('refs/')) return choiceOf(wanted, null);
  return shortName(git, repository, wanted);
}

function choiceOf(ref: string, sha: string | null): RefChoice {
  const from = sha ?? ref;
  const output = ref === '' ? from : ref;
  if (ref.startsWith('refs/heads/')) {
    const branch = ref.slice('refs/heads/'.length);
    return {
      refspec: `+${from}:refs/remotes/origin/${branch}`,
      checkout: ['-B', branch, `refs/remotes/origin/${branch}`],
      output,
    };
  }
  if (ref.startsWith('refs/tags/')) return { refspec: `+${from}:${ref}`, checkout: ['--detach', ref], output };
  if (ref.startsWith('refs/pull/')) {
    const tracking = `refs/remotes/${ref.slice('refs/'.length)}`;
    return { refspec: `+${from}:${tracking}`, checkout: ['--detach', tracking], output };
  }
  return {
    refspec: `+${from}:refs/remotes/origin/raibid-checkout`,
    checkout: ['--detach', 'refs/remotes/origin/raibid-checkout'],
    output,
  };
}

async function defaultBranch(git: Git, repository: string): Promise<RefChoice> {
  const answer = await git.ask('ls-remote', '--symref', 'origin', 'HEAD');
  const ref = answer === null ? undefined : /^ref: (\S+)\s+HEAD$/m.exec(answer)?.[1];
  if (ref !== undefined) return choiceOf(ref, null);
  throw new RaibidError(
    'not_found',
    `The default branch of ${repository} cannot be found: the repository is missing, empty or not readable.`,
  );
}

async function shortName(git: Git, repository: string, name: string): Promise<RefChoice> {
  const candidates = [`refs/heads/${name}`, `refs/tags/${name}`];
  const answer = (await git.ask('ls-remote', 'origin', ...candidates)) ?? '';
  const ref = candidates.find((candidate) => answer.split('\n').some((line) => line.endsWith(`\t${candidate}`)));
  if (ref !== undefined) return choiceOf(ref, null);
  throw new RaibidError('not_found', `A branch or tag with the name '${name}' could not be found in ${repository}.`);
}
