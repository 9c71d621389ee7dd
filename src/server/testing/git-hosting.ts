import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { initTree } from './git.ts';
import { tempFolder } from './temp-folder.ts';
import { adminToken, openTestServer, type TestServer, type TestServerOptions } from './test-server.ts';

/** A workflow that every push starts. */
export const pushWorkflow =
  'on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo hello\n';

/** A server with an empty repository, a working tree, and the address to push to. */
export async function hosting(options?: TestServerOptions) {
  const server = await openTestServer(options);
  const repository = await server.createRepository();
  const url = await server.listen();
  const folder = await tempFolder();
  const tree = await initTree(join(folder, 'tree'));
  const remote = (token = adminToken, name = 'local/demo') => `${url.replace('//', `//any:${token}@`)}/git/${name}.git`;
  return { server, repository, url, folder, tree, remote };
}

/** Processes of git that serve this server's repositories. */
export async function gitProcesses(server: TestServer): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')));
  return lines.filter((line) => line.startsWith('git\0') && line.includes(server.deps.config.dataDir));
}
