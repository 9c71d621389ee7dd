import { join } from 'node:path';

/** Values for `setup --values`: as small as it goes, with room for six agents that start from none. */
export const smallValues = join(import.meta.dirname, 'small-values.yaml');
