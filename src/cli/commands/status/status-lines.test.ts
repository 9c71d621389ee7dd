import { describe, expect, it } from 'vitest';
import type { DiskView } from '../../../contract/views.ts';
import { isWell, type PlatformStatus } from '../../../provision/status/platform-status.ts';
import { statusLines } from './status-lines.ts';

function statusWith(...disks: DiskView[]): PlatformStatus {
  return { cluster: 'bed', components: [], queue: null, agents: [], disks, serverProblem: null };
}

function textOf(status: PlatformStatus): string {
  const stdout = { isTTY: false, columns: 80, write: () => true };
  return statusLines(status, { stdout, env: {} }).join('\n');
}

describe('the status of a platform', () => {
  const disk = { folder: 'data' as const, size: 100 * 1024 ** 3, available: 3 * 1024 ** 3 };

  it('says once that a disk is nearly full, and is well', () => {
    const status = statusWith({ ...disk, state: 'nearly full' }, { ...disk, folder: 'shared', state: 'nearly full' });
    expect(textOf(status).match(/disk is nearly full: 3\S* GiB of 100\S* GiB are left/g)).toHaveLength(1);
    expect(isWell(status)).toBe(true);
  });

  it('is not well when a disk is full, and silent when all have room', () => {
    expect(isWell(statusWith({ ...disk, state: 'full' }))).toBe(false);
    expect(textOf(statusWith({ ...disk, state: 'well' }))).not.toContain('disk');
  });
});
