import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

/** What happens to a request: `pass`; `lose` its answer after the server has acted; `drop` it before; send it twice. */
export type Fate = 'pass' | 'lose' | 'drop' | 'double';

export interface LossyProxy {
  url: string;
  /** Decides about each request; may be replaced at any time. */
  fate: (path: string) => Fate;
  /** Drops every request from now on, and the answers that requests wait for already. */
  cut(): void;
  /** Requests so far, with what became of them. */
  readonly seen: { path: string; fate: Fate }[];
}

/** A network between agent and server that loses what a test wants lost. Ends with the test. */
export async function startLossyProxy(target: string): Promise<LossyProxy> {
  const { proxy, close } = await openLossyProxy(target);
  onTestFinished(close);
  return proxy;
}

/** The same, to be closed by the caller. */
export async function openLossyProxy(target: string): Promise<{ proxy: LossyProxy; close: () => void }> {
  const seen: LossyProxy['seen'] = [];
  const server = createServer((incoming, answer) => {
    const path = incoming.url ?? '';
    const fate = proxy.fate(path);
    seen.push({ path, fate });
    if (fate === 'drop') incoming.socket.destroy();
    else if (fate === 'double') void sendTwice(target, incoming, answer);
    else forward(target, incoming, answer, fate === 'lose');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = (): void => {
    server.closeAllConnections();
    server.close();
  };
  const { port } = server.address() as AddressInfo;
  const cut = (): void => {
    proxy.fate = () => 'drop';
    server.closeAllConnections();
  };
  const proxy: LossyProxy = { url: `http://127.0.0.1:${port}`, fate: () => 'pass', cut, seen };
  return { proxy, close };
}

function forward(target: string, incoming: IncomingMessage, answer: ServerResponse, lose: boolean): void {
  const { method, headers, url } = incoming;
  const outgoing = request(new URL(url ?? '/', target), { method, headers }, (response) => {
    if (lose) {
      response.resume();
      response.once('end', () => incoming.socket.destroy());
      return;
    }
    answer.writeHead(response.statusCode ?? 502, response.headers);
    response.pipe(answer);
  });
  outgoing.on('error', () => incoming.socket.destroy());
  answer.once('close', () => outgoing.destroy());
  incoming.pipe(outgoing);
}

/** The server gets the request twice, one right after the other; the second answer is the one that arrives. */
async function sendTwice(target: string, incoming: IncomingMessage, answer: ServerResponse): Promise<void> {
  const { method = 'GET', headers, url } = incoming;
  const body = await buffer(incoming).catch(() => null);
  if (body === null) return;
  const once = (seen: (response: IncomingMessage) => void): void => {
    const outgoing = request(new URL(url ?? '/', target), { method, headers }, seen);
    outgoing.on('error', () => incoming.socket.destroy());
    outgoing.end(body);
  };
  once((first) => {
    first.resume().once('end', () => {
      once((second) => {
        answer.writeHead(second.statusCode ?? 502, second.headers);
        second.pipe(answer);
      });
    });
  });
}

/** Loses the first so many answers of a path. */
export function loseFirst(path: string, times: number): (asked: string) => Fate {
  let left = times;
  return (asked) => {
    if (asked !== path || left === 0) return 'pass';
    left -= 1;
    return 'lose';
  };
}
