import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { serveHttp } from '../../../src/server/testing/http-server.ts';
import { runQuiet } from '../run.ts';

/** Serves one packed chart as a repository that `helm --repo` reads; answers its address. Gone after the test. */
export async function serveChart(chart: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'raibid-chart-repository-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await copyFile(chart, join(folder, basename(chart)));
  await runQuiet(['helm', 'repo', 'index', folder]);
  const files = new Set(['/index.yaml', `/${basename(chart)}`]);
  return serveHttp(async (request, response) => {
    const path = request.url ?? '';
    if (files.has(path)) response.end(await readFile(join(folder, path)));
    else response.writeHead(404).end();
  });
}
