import { existsSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { RaibidError } from '../../shared/errors.ts';

/** Vite puts a hash of the content into the names of what it puts here: such a file never changes. */
const hashedFolder = 'assets/';
/** Programs that ask for what is not there must not get a page. */
const machineFolders = /^(?:api|git)(?:\/|$)/;
const forever = 'public, max-age=31536000, immutable';

const notBuilt = `The dashboard is not built.

Build it with:  npm run build:web
The API works without it; see docs/api.md.
`;

/**
 * Serves the built dashboard. Its pages are made in the browser: every address that is no file and belongs to nobody
 * else gets `index.html`. In a clone where it was not built yet, those addresses say how to build it.
 */
export async function serveDashboard(app: FastifyInstance, folder: string): Promise<void> {
  const built = existsSync(join(folder, 'index.html'));
  if (built) await app.register(fastifyStatic, { root: folder, serve: false, cacheControl: false });
  app.get<{ Params: { '*': string } }>('/*', async (request, reply) => {
    const name = request.params['*'];
    if (machineFolders.test(name)) throw new RaibidError('not_found', `There is no GET /${name} here.`);
    if (!built) return reply.code(503).type('text/plain; charset=utf-8').send(notBuilt);
    return sendPage(reply, folder, name);
  });
}

function sendPage(reply: FastifyReply, folder: string, name: string): FastifyReply {
  const hashed = name.startsWith(hashedFolder);
  const isFile = isBelow(folder, name);
  if (hashed && !isFile) throw new RaibidError('not_found', `There is no file /${name}.`);
  reply.header('cache-control', hashed ? forever : 'no-cache');
  return reply.sendFile(isFile ? name : 'index.html');
}

/** True for a plain file below the folder, wherever the dots of the name may point. */
function isBelow(folder: string, name: string): boolean {
  const path = join(folder, name);
  if (name === '' || name.includes('\0') || !path.startsWith(`${folder}${sep}`)) return false;
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
