import type { JSX } from 'preact';
import type { RepositoryView } from '../../../src/contract/views.ts';
import { Age } from '../components/age.tsx';
import { CommandLine } from '../components/command-line.tsx';
import './repository-row.css';

/** A repository with the command that clones it. */
export function RepositoryRow({ repository }: { repository: RepositoryView }): JSX.Element {
  return (
    <li class="repository-row">
      <div>
        <a href={`/?repository=${encodeURIComponent(repository.fullName)}`}>{repository.fullName}</a>
        <p class="soft">
          {repository.defaultBranch} · {repository.forge === 'builtin' ? 'hosted here' : repository.forge} · created{' '}
          <Age at={repository.createdAt} /> · <a href={`/repositories/${repository.fullName}`}>workflows</a>
        </p>
      </div>
      <CommandLine command={`git clone ${repository.cloneUrl}`} />
    </li>
  );
}
