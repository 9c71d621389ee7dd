import { isIP } from 'node:net';
import { RaibidError } from '../../shared/errors.ts';

const loopbackNames = new Set(['localhost', '127.0.0.1', '[::1]']);

/** True for addresses only this machine reaches. */
function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

/**
 * Guard against DNS rebinding: a web page whose name was re-pointed to 127.0.0.1 sends its own name as `Host`. A server
 * bound to loopback therefore answers to loopback names and to its configured address only. Bound to another address
 * it can be reached without a browser's help, and the names people give it are not known here.
 */
export function createHostCheck(server: {
  host: string;
  baseUrl?: string | undefined;
}): (host: string | undefined) => void {
  if (!isLoopback(server.host)) return () => {};
  const allowed = new Set(loopbackNames);
  if (server.baseUrl !== undefined) allowed.add(new URL(server.baseUrl).hostname);
  return (host) => {
    const name = (host ?? '').replace(/:\d+$/, '').toLowerCase();
    if (allowed.has(name) || isLoopback(name)) return;
    throw new RaibidError('forbidden', 'This server does not go by the host name of the request.', {
      hint: 'Use the configured address, or add this name as --base-url.',
    });
  };
}
