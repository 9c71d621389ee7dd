import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { onSmallDisk } from '../shared/testing/on-small-disk.ts';
import { tempFolder } from './testing/temp-folder.ts';

const script = fileURLToPath(new URL('./testing/look-at-disk.ts', import.meta.url));

it('a disk that fills is well, nearly full, then full', async () => {
  expect(onSmallDisk(await tempFolder(), '1m', script)).toEqual(['well', 'nearly full', 'full']);
});
