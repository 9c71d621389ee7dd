import type { JSX } from 'preact';
import { CommandLine } from '../components/command-line.tsx';
import { EmptyState } from '../components/empty-state.tsx';

/** What to do while there is no run at all. */
export function FirstSteps({ hasRepositories }: { hasRepositories: boolean }): JSX.Element {
  return (
    <EmptyState icon="runs" title="No run yet: push something">
      {hasRepositories ? (
        <p>
          A push to one of <a href="/repositories">your repositories</a> starts the workflows in its .github/workflows
          folder. It appears here by itself.
        </p>
      ) : (
        <>
          <p>
            Create a repository, add it as a remote, and push a branch with a workflow. The first command also prints
            the line that lets git sign in by itself. The run appears here by itself.
          </p>
          <CommandLine command="raibid-cli repo create demo" />
          <CommandLine command={`git remote add raibid ${window.location.origin}/git/local/demo.git`} />
          <CommandLine command="git push raibid main" />
        </>
      )}
    </EmptyState>
  );
}
