import type { JSX } from 'preact';
import { EmptyState } from '../components/empty-state.tsx';
import { usePageTitle } from '../state/page-title.ts';

/** For addresses that name nothing. */
export function UnknownPage(): JSX.Element {
  usePageTitle('Not found');
  return (
    <div class="page">
      <EmptyState icon="search" title="There is no such page">
        <p>
          The address may be old or cut off. <a href="/">All runs</a> are a good place to go on.
        </p>
      </EmptyState>
    </div>
  );
}
