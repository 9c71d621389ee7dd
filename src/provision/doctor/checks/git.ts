import { type Check, embeddedOnly, fail, ok } from '../check.ts';

export const git: Check = {
  name: 'git',
  purposes: embeddedOnly,
  async look(machine) {
    const path = await machine.program('git');
    return path === null ? fail('not installed', 'Install it: `apt-get install git`.') : ok(path);
  },
};
