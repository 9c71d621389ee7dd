import type { JSX } from 'preact';
import type { DiskView } from '../../../src/contract/views.ts';
import { call } from '../api/call.ts';
import { endpoints } from '../api/endpoints.ts';
import { formatBytes } from '../format/bytes.ts';
import { useInterval } from '../state/use-interval.ts';
import { useResource } from '../state/use-resource.ts';
import './notice.css';

const askEvery = 60_000;

/** Says on every page that a disk of the server has little room, or none; the fullest counts. */
export function DiskNotice(): JSX.Element {
  const info = useResource('disks', () => call(endpoints.info));
  useInterval(askEvery, info.refresh);
  const disk = fullest(info.data.value?.disks ?? []);
  return (
    <div role="status">
      {disk !== undefined && (
        <p class="notice">
          <strong>The server's disk is {disk.state}:</strong> {formatBytes(disk.available)} of {formatBytes(disk.size)}{' '}
          are left. {disk.state === 'full' ? 'New work is refused.' : 'New work will be refused when it is full.'} Make
          room, or keep runs and caches for fewer days.
        </p>
      )}
    </div>
  );
}

function fullest(disks: DiskView[]): DiskView | undefined {
  return disks.filter(({ state }) => state !== 'well').sort((a, b) => a.available - b.available)[0];
}
