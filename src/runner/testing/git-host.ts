import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JobMessage } from '../../contract/job-message.ts';
import type { RunnerPorts } from '../ports.ts';
import { jobMessage } from './job-fixture.ts';

/** A repository to check out, and what its server does. */
export interface GitHost extends AsyncDisposable {
  folder: string;
  sha: string;
  port: RunnerPorts['checkout'];
  /** Answers so many of the next requests as a server does that is away. */
  fail(requests: number): void;
  /** A job of this commit. */
  job(steps: Parameters<typeof jobMessage>[0], changes?: Partial<JobMessage>): JobMessage;
  git(...parameters: string[]): string;
}

export const token = 'raibid_job_0123456789abcdef';
export const authorization = `basic ${Buffer.from(`job:${token}`).toString('base64')}`;

/** Real git over HTTP that wants the job's token: `git http-backend` behind a small server. */
export async function openGitHost(): Promise<GitHost> {
  const folder = await mkdtemp(join(tmpdir(), 'raibid-git-'));
  const work = join(folder, 'work');
  const bare = join(folder, 'local/demo.git');
  const git = (...parameters: string[]) =>
    execFileSync('git', ['-C', work, '-c', 'user.name=a', '-c', 'user.email=b@c', ...parameters], {
      encoding: 'utf8',
      stdio: 'pipe',
    }).trim();
  execFileSync('git', ['init', '-q', '-b', 'main', work]);
  for (const name of ['one', 'two']) {
    await writeFile(join(work, `${name}.txt`), name);
    git('add', '.');
    git('commit', '-q', '-m', name);
  }
  git('tag', 'v1', 'HEAD^');
  git('branch', 'other', 'HEAD^');
  execFileSync('git', ['clone', '-q', '--bare', work, bare]);
  execFileSync('git', ['-C', bare, 'config', 'uploadpack.allowAnySHA1InWant', 'true']);
  let failing = 0;
  const { port, close } = await serveGit(folder, () => failing-- > 0);
  const sha = git('rev-parse', 'HEAD');
  return {
    folder,
    sha,
    git,
    port: {
      source: async (repository) => ({
        url: `http://127.0.0.1:${port}/${repository}.git`,
        env: {
          GIT_CONFIG_COUNT: '1',
          GIT_CONFIG_KEY_0: `http.http://127.0.0.1:${port}/.extraheader`,
          GIT_CONFIG_VALUE_0: `Authorization: ${authorization}`,
        },
      }),
    },
    fail: (requests) => {
      failing = requests;
    },
    job: (steps, changes) => {
      const job = jobMessage(steps, changes);
      return { ...job, github: { ...job.github, sha } };
    },
    [Symbol.asyncDispose]: async () => {
      close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function serveGit(root: string, isAway: () => boolean): Promise<{ port: number; close: () => void }> {
  const { spawn } = await import('node:child_process');
  const server = createServer((request, response) => {
    if (request.headers.authorization !== authorization) {
      response.writeHead(401, { 'www-authenticate': 'Basic' }).end();
      return;
    }
    if (isAway()) {
      response.writeHead(502).end();
      return;
    }
    const [path = '', query = ''] = (request.url ?? '').split('?');
    const backend = spawn('git', ['http-backend'], {
      env: {
        PATH: process.env.PATH,
        GIT_PROJECT_ROOT: root,
        GIT_HTTP_EXPORT_ALL: '1',
        REQUEST_METHOD: request.method,
        PATH_INFO: path,
        QUERY_STRING: query,
        CONTENT_TYPE: request.headers['content-type'] ?? '',
        HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
        GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
      },
    });
    request.pipe(backend.stdin);
    const chunks: Buffer[] = [];
    backend.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    backend.on('close', () => {
      const whole = Buffer.concat(chunks);
      const end = whole.indexOf('\r\n\r\n');
      const headers = whole
        .subarray(0, end)
        .toString()
        .split('\r\n')
        .map((line) => line.split(': ', 2));
      const status = headers.find(([name]) => name === 'Status')?.[1];
      for (const [name, value] of headers) if (name && value && name !== 'Status') response.setHeader(name, value);
      response.writeHead(Number(status?.slice(0, 3) ?? 200)).end(whole.subarray(end + 4));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return { port: typeof address === 'object' ? (address?.port ?? 0) : 0, close: () => server.close() };
}
