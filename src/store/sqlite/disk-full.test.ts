import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { onSmallDisk } from '../../shared/testing/on-small-disk.ts';
import { temporaryFile } from './testing/temporary-file.ts';

const script = fileURLToPath(new URL('./testing/fill-disk.ts', import.meta.url));

describe('a store on a full disk', () => {
  it('refuses writes in words, reads on, and goes on by itself with all that it acknowledged, over a kill too', {
    timeout: 180_000,
  }, () => {
    expect(onSmallDisk(dirname(temporaryFile()), '8m', script)).toEqual({
      some: true,
      refusals: ['refused disk_full'],
      whileFull: 'opened',
      lost: 0,
      contradictions: [],
    });
  });
});
