import { type Check, embeddedOnly, ok, warn } from '../check.ts';

export const sandbox: Check = {
  name: 'sandbox',
  purposes: embeddedOnly,
  async look(machine) {
    const { works, seen } = await machine.sandbox();
    if (works) return ok(seen);
    return warn(seen, 'Until it works run only jobs you trust: they run as you, with all you may do.');
  },
};
