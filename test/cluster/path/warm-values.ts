import { join } from 'node:path';

/** Values for `setup --values` beside the small ones: the server keeps an agent ready. */
export const warmValues = join(import.meta.dirname, 'values-warm.yaml');
