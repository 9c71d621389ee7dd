import type { FastifyInstance } from 'fastify';
import { platformRoutes } from '../../contract/api/platform.ts';
import { RaibidError } from '../../shared/errors.ts';
import type { ServerDeps } from '../deps.ts';
import { registerRoute } from '../register-route.ts';

/** A store that takes longer than this to say anything is not ready. */
const storeTimeout = 2_000;

/** `/livez`: the process answers. `/readyz`: the store answers too, and the server is not stopping; otherwise 503. */
export function healthApi(app: FastifyInstance, deps: ServerDeps): void {
  registerRoute(app, platformRoutes.livez, async () => ({ status: 'ok' }));
  registerRoute(app, platformRoutes.readyz, async () => {
    if (deps.stopping.aborted) throw new RaibidError('unreachable', 'The server is stopping.');
    await askStore(deps);
    return { status: 'ok' };
  });
}

async function askStore(deps: ServerDeps): Promise<void> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const fail = () =>
    reject(new RaibidError('store_unavailable', `The store did not answer within ${storeTimeout} ms.`));
  const timer = setTimeout(fail, storeTimeout);
  try {
    await Promise.race([deps.store.ping(), late]);
  } catch (cause) {
    throw new RaibidError('store_unavailable', 'The store does not answer.', { cause });
  } finally {
    clearTimeout(timer);
  }
}
