import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { dirname, join } from 'node:path';
import { releaseOf } from '../binary.ts';

/** What `--mirror` names: an address with releases of k3s below the name of their maker's host. */
export interface ReleaseMirror {
  url: string;
  /** Offers a binary as this version; another checksum makes the download wrong. */
  publish(version: string, binary: string, checksum?: string): Promise<void>;
  close(): void;
}

/** Serves a folder on loopback. The `%2B` of an address must arrive as it is: GitHub knows no release with a plain `+`. */
export async function startReleaseMirror(folder: string): Promise<ReleaseMirror> {
  const server = createServer((request, response) => {
    readFile(join(folder, request.url ?? '')).then(
      (content) => response.end(content),
      () => response.writeHead(404).end(),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
    publish: (version, binary, checksum) => publish(folder, version, binary, checksum),
    close: () => void server.close(),
  };
}

async function publish(mirror: string, version: string, content: string, checksum?: string): Promise<void> {
  const { binary, checksums } = releaseOf(version);
  const sum = checksum ?? createHash('sha256').update(content).digest('hex');
  const name = binary.slice(binary.lastIndexOf('/') + 1);
  const lines = [`${'0'.repeat(64)}  k3s-airgap-images-amd64.tar.zst`, `${sum}  ${name}`];
  await put(mirror, binary, content);
  await put(mirror, checksums, `${lines.join('\n')}\n`);
}

async function put(mirror: string, address: string, content: string): Promise<void> {
  const { host, pathname } = new URL(address);
  const file = join(mirror, host, pathname);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, content);
}
