import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '../../client/client.ts';
import { forgeRoutes } from '../../contract/api/forges.ts';
import { repositoryRoutes } from '../../contract/api/repositories.ts';
import { runRoutes } from '../../contract/api/runs.ts';
import type { RunView } from '../../contract/views.ts';
import { randomId } from '../../shared/ids.ts';
import type { ComponentContext } from '../context.ts';
import { notVerified } from '../failure.ts';
import { type GiteaApi, withGitea } from '../gitea/gitea-api.ts';
import { withServer } from './server-api.ts';

/** Name under which the server knows the Gitea of the platform. */
const forge = 'gitea';
/** A webhook takes well under a second; the server compares refs by itself each minute, which must not be mistaken for it. */
const longestWebhook = 20_000;

/** A cancelled job ends with its agent's next heartbeat. */
const longestEnd = 60_000;

export interface PushedRun {
  client: Client;
  runId: string;
  /** From the answer to the push until the run was there. */
  milliseconds: number;
}

/**
 * Pushes a workflow into a new repository of Gitea and gives `use` the run that its webhook makes on the server. The
 * repository is removed from both afterwards.
 */
export function withPushedRun<Result>(
  context: ComponentContext,
  workflow: string,
  use: (run: PushedRun) => Promise<Result>,
): Promise<Result> {
  return withGitea(context, (gitea) =>
    withServer(context, async (client) => {
      const name = `setup-${randomId()}`;
      const fullName = `${gitea.username}/${name}`;
      await gitea.call('POST', '/user/repos', { name, private: true, auto_init: true, default_branch: 'main' });
      try {
        await client.call(forgeRoutes.enable, { params: { forge }, body: { fullName } });
        try {
          context.progress('pushing a workflow');
          await push(gitea, fullName, workflow);
          return await use({ client, ...(await runOf(context, client, fullName)) });
        } finally {
          await endRuns(context, client, fullName);
          await client.call(repositoryRoutes.delete, { params: { owner: gitea.username, name } });
        }
      } finally {
        await gitea.call('DELETE', `/repos/${fullName}`);
      }
    }),
  );
}

/** Waits until a run is completed. Throws `provision_failed` with the end of its logs when it is not a success. */
export async function successOf(
  { client, runId }: PushedRun,
  { signal, timeoutMilliseconds }: Pick<ComponentContext, 'signal' | 'timeoutMilliseconds'>,
): Promise<RunView> {
  const until = performance.now() + timeoutMilliseconds;
  while (performance.now() < until) {
    const run = await client.call(runRoutes.get, { params: { runId } });
    if (run.status !== 'completed') {
      await delay(500, undefined, { signal });
      continue;
    }
    if (run.conclusion === 'success') return run;
    throw notVerified(`the test's run ended with ${run.conclusion}:\n${await logsOf(client, run)}`);
  }
  throw notVerified(`the test's run was not over after ${timeoutMilliseconds / 1000} s`, {
    hint: 'See raibid-cli queue, and kubectl -n raibid-agents get pods,scaledjobs.',
  });
}

/** A commit by Gitea's API sends the same webhook as a push. */
async function push(gitea: GiteaApi, fullName: string, workflow: string): Promise<void> {
  await gitea.call('POST', `/repos/${fullName}/contents/.github/workflows/setup.yml`, {
    branch: 'main',
    message: 'Try a run',
    content: Buffer.from(workflow).toString('base64'),
  });
}

async function runOf({ signal }: ComponentContext, client: Client, repository: string) {
  const started = performance.now();
  while (performance.now() - started < longestWebhook) {
    const { runs } = await client.call(runRoutes.list, { query: { repository } });
    const [run] = runs;
    if (run !== undefined) return { runId: run.id, milliseconds: performance.now() - started };
    await delay(100, undefined, { signal });
  }
  throw notVerified(`Gitea's webhook made no run within ${longestWebhook / 1000} s of a push`, {
    hint: 'See Settings, Webhooks, Recent deliveries of a repository in Gitea, and webhookHosts of its values.',
  });
}

/** Only a repository whose runs are over can be deleted. */
async function endRuns({ signal }: ComponentContext, client: Client, repository: string): Promise<void> {
  const until = performance.now() + longestEnd;
  while (performance.now() < until) {
    const { runs } = await client.call(runRoutes.list, { query: { repository } });
    const open = runs.filter(({ status }) => status !== 'completed');
    if (open.length === 0) return;
    for (const { id } of open) await client.call(runRoutes.cancel, { params: { runId: id } });
    await delay(500, undefined, { signal });
  }
}

async function logsOf(client: Client, run: RunView): Promise<string> {
  const logs = run.jobs.map(async ({ id, name, conclusion }) => {
    const body = await client.download(runRoutes.log, { params: { jobId: id } });
    const lines = (await body.setEncoding('utf8').toArray()).join('').trimEnd().split('\n').slice(-15);
    return [`  ${name}: ${conclusion}`, ...lines.map((line) => `    | ${line}`)].join('\n');
  });
  return (await Promise.all(logs)).join('\n');
}
