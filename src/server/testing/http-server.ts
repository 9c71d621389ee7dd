import { createServer, type IncomingMessage, type RequestListener, request, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { onTestFinished } from 'vitest';

/** A real HTTP server on a free port of this machine; answers its address. Gone after the test. */
export async function serveHttp(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => void server.close(() => resolve()));
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return `http://127.0.0.1:${address.port}`;
}

/** Hands a request on to another server as it is, and its answer back. */
export async function relay(to: string, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const headers = { ...incoming.headers, host: new URL(to).host };
  const onward = request(`${to}${incoming.url}`, { method: incoming.method ?? 'GET', headers }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    pipeline(answer, outgoing).catch(() => outgoing.destroy());
  });
  onward.on('error', () => outgoing.destroy());
  await pipeline(incoming, onward).catch(() => onward.destroy());
}
