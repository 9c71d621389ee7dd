import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { onSmallDisk } from '../../shared/testing/on-small-disk.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

const script = fileURLToPath(new URL('./testing/fill-disk.ts', import.meta.url));

describe('a full disk', () => {
  it('refuses files and log lines in words, leaves no half of them, and goes on when there is room', () => {
    expect(onSmallDisk(temporaryFolder(), '1m', script)).toEqual({
      file: 'disk_full',
      missing: 'not_found',
      log: 'disk_full',
      readable: true,
      again: { lines: 500 },
    });
  });
});
