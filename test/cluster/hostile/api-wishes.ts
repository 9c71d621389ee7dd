import type { Route } from '../../../src/contract/api/route.ts';
import { routes } from '../../../src/contract/api/routes.ts';

/** A request as `probe.py ask` makes it; without a token it uses the job's own. */
export interface Wish {
  name: string;
  method: string;
  url: string;
  token?: string;
  body?: object;
}

/** Every route of the API that is not a job's, asked about somebody else's things: `/api/v1/runs/:runId` with `{runId}`. */
export function wishesOfOthers(server: string, params: Record<string, string>): Wish[] {
  const all: Route[] = Object.values(routes).flatMap((group) => Object.values<Route>(group));
  const closed = all.filter(({ auth }) => auth !== 'none' && auth !== 'job');
  return closed.map(({ method, path }) => {
    const filled = path.replaceAll(/:(\w+)/g, (_whole, name: string) => encodeURIComponent(params[name] ?? name));
    return { name: `${method} ${path}`, method, url: `${server}${filled}`, ...(method === 'GET' ? {} : { body: {} }) };
  });
}
