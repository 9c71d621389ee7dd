import { join } from 'node:path';

/** Folders of the machine whose changes are kept apart, so that it can be seen what was changed. */
export const layered = ['etc', 'opt', 'root', 'srv', 'usr', 'var'];

/** Where the layers of a machine are, by the path of their folder: `<folder>/upper` has what was changed. */
export function layerFolder(machine: string): string {
  return join(machine, 'layers');
}
