import { once } from 'node:events';
import { createServer } from 'node:http';

/** One node that becomes Ready a moment after the start, as a kubelet's does. */
export async function startAnswers(version: string): Promise<{ kubeconfig: string }> {
  const readyAt = performance.now() + 700;
  const server = createServer((request, response) => {
    const ready = performance.now() > readyAt ? 'True' : 'False';
    const condition = {
      type: 'Ready',
      status: ready,
      message: ready === 'True' ? '' : 'container runtime is starting',
    };
    const node = {
      metadata: { name: 'stand-in' },
      status: { nodeInfo: { kubeletVersion: version }, conditions: [condition] },
    };
    const isNodes = request.url === '/api/v1/nodes';
    response.writeHead(isNodes ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(isNodes ? { kind: 'NodeList', items: [node] } : {}));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { kubeconfig: kubeconfigFor(`http://127.0.0.1:${port}`) };
}

function kubeconfigFor(server: string): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'default',
    clusters: [{ name: 'default', cluster: { server } }],
    users: [{ name: 'default', user: { token: 'stand-in' } }],
    contexts: [{ name: 'default', context: { cluster: 'default', user: 'default' } }],
  });
}
