import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { dataOf, type FluxObject, listOf, report, requestOf, run } from './cluster.ts';

const kind = 'gitrepositories.source.toolkit.fluxcd.io';
const folder = '/data';
const execute = promisify(execFile);

interface GitRepository {
  url: string;
  ref?: { branch?: string };
  secretRef?: { name: string };
  ignore?: string;
}

/** What was published last, by namespace and name. */
const published = new Map<string, string>();
/** Archives by their name: the same commit is never packed twice, since the bytes would be others. */
const archives = new Map<string, Buffer>();

/** Serves the artifacts where source-controller does. */
export function serveArtifacts(port: number): void {
  createServer((request, response) => {
    const name = /^\/([\w.-]+\.tar\.gz)$/.exec(request.url ?? '')?.[1];
    if (name === undefined) return void response.end('source stand-in');
    readFile(join(folder, name)).then(
      (content) => response.end(content),
      () => response.writeHead(404).end(),
    );
  }).listen(port);
}

/** Looks at every GitRepository, and publishes the newest commit of its branch where that is another one. */
export async function publishSources(): Promise<void> {
  for (const source of await listOf<GitRepository>(kind)) {
    await publish(source).catch((error: unknown) =>
      report(kind, source, { isReady: false, reason: 'GitOperationFailed', message: String(error) }),
    );
  }
}

async function publish(source: FluxObject<GitRepository>): Promise<void> {
  const { spec, metadata } = source;
  const branch = spec.ref?.branch ?? 'master';
  const env = await credentials(source);
  const [commit = ''] = (await run('git', ['ls-remote', spec.url, `refs/heads/${branch}`], env)).split('\t');
  if (commit === '') throw new Error(`${spec.url} has no branch ${branch}`);
  const state = JSON.stringify([commit, metadata.generation, requestOf(metadata.annotations)]);
  const key = `${metadata.namespace}-${metadata.name}`;
  if (published.get(key) === state) return;
  const path = `${key}-${commit}.tar.gz`;
  const content = archives.get(path) ?? (await packed(spec, branch, env));
  archives.set(path, content);
  await writeFile(join(folder, path), content);
  const revision = `${branch}@sha1:${commit}`;
  const artifact = {
    path,
    revision,
    url: `http://source-controller.${metadata.namespace}.svc.cluster.local./${path}`,
    digest: `sha256:${createHash('sha256').update(content).digest('hex')}`,
    size: content.length,
    lastUpdateTime: new Date().toISOString(),
  };
  const message = `stored artifact for revision '${revision}'`;
  await report(kind, source, { isReady: true, reason: 'Succeeded', message }, { artifact });
  published.set(key, state);
  console.log(message);
}

/** The files of the branch that `ignore` does not name, as source-controller packs them. */
async function packed(spec: GitRepository, branch: string, env: NodeJS.ProcessEnv): Promise<Buffer> {
  const work = await mkdtemp(join(tmpdir(), 'source-'));
  try {
    const clone = join(work, 'clone');
    const ignore = join(work, 'ignore');
    await writeFile(ignore, spec.ignore ?? '');
    await run('git', ['clone', '--quiet', '--depth=1', '--branch', branch, spec.url, clone], env);
    const ignored = await run('git', ['-C', clone, 'ls-files', '-z', '--cached', '--ignored', '-X', ignore]);
    for (const file of ignored.split('\0').filter(Boolean)) await rm(join(clone, file));
    const words = ['--create', '--gzip', '--directory', clone, '--exclude=./.git', '.'];
    const options = { encoding: 'buffer', maxBuffer: 64 * 1024 * 1024 } as const;
    return (await execute('tar', words, options)).stdout;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** The user and password of the Secret, handed to git by its environment. */
async function credentials({ spec, metadata }: FluxObject<GitRepository>): Promise<NodeJS.ProcessEnv> {
  const secret = spec.secretRef === undefined ? {} : await dataOf('secret', metadata.namespace, spec.secretRef.name);
  const plain = (key: string): string => Buffer.from(secret[key] ?? '', 'base64').toString('utf8');
  const header = Buffer.from(`${plain('username')}:${plain('password')}`).toString('base64');
  return {
    ...process.env,
    GIT_TERMINAL_PROMPT: '0',
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'http.extraHeader',
    GIT_CONFIG_VALUE_0: `Authorization: Basic ${header}`,
  };
}
