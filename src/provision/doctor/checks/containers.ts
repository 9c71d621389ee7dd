import { type Check, embeddedOnly, ok } from '../check.ts';

/** Jobs with `container:` or `services:` need it; all others do without, so it is well either way. */
export const containers: Check = {
  name: 'podman',
  purposes: embeddedOnly,
  async look(machine) {
    const path = await machine.program('podman');
    if (path !== null) return ok(path);
    return ok('not installed; jobs with containers want it: `apt-get install podman netavark aardvark-dns`');
  },
};
