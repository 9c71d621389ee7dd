import { createHmac, randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { hookSecretOf } from '../../src/server/forge/connection.ts';
import { tempFolder } from '../../src/server/testing/temp-folder.ts';
import { enable, type GiteaWorld, runOfEvent, startGiteaWorld } from '../support/gitea-world.ts';
import { type Platform, pushWorkflow, startPlatform, workflowPath } from '../support/platform.ts';
import { until } from '../support/until.ts';

const [oldKey, newKey] = ['the key until today', 'the key from now on'];

/** A server with a Gitea in its settings, as in a cluster. Its address is the same each time: webhooks go there. */
async function startWith(
  { gitea }: GiteaWorld,
  webhookSecret: string,
  { dataDir, port }: { dataDir: string; port: number },
): Promise<Platform> {
  const connection = { url: gitea.url, token: gitea.token, webhookSecret };
  return startPlatform({ gitea: connection, port, maxAgents: 0, warm: 0, logLevel: 'silent' }, { dataDir });
}

/** The status that answers a delivery signed with a secret of this key. */
async function delivered({ server }: Platform, repositoryId: string, key: string): Promise<number> {
  const body = JSON.stringify({ once: randomUUID() });
  const signature = createHmac('sha256', hookSecretOf(key, repositoryId)).update(body).digest('hex');
  const answer = await fetch(`${server.url}/api/v1/webhooks/${repositoryId}`, {
    method: 'POST',
    headers: { 'x-gitea-event': 'star', 'x-gitea-delivery': randomUUID(), 'x-gitea-signature': signature },
    body,
  });
  await answer.body?.cancel();
  return answer.status;
}

test('a new key of webhooks loses no delivery, though the server ends before a webhook has its new secret', async () => {
  const world = await startGiteaWorld();
  const dataDir = await tempFolder();
  try {
    const before = await startWith(world, oldKey, { dataDir, port: 0 });
    const place = { dataDir, port: Number(new URL(before.server.url).port) };
    const repository = await world.repository('kept');
    await repository.push({ 'README.md': 'first' });
    const id = await enable(before.client, repository.fullName);
    expect(await delivered(before, id, oldKey)).toBe(200);
    await before.server.close();

    // Gitea is away: its webhooks cannot be renewed now, and what they would send is signed as before.
    await world.gitea.stop();
    const meanwhile = await startWith(world, newKey, place);
    expect(await delivered(meanwhile, id, oldKey)).toBe(200);
    expect(await delivered(meanwhile, id, newKey)).toBe(200);
    expect(await delivered(meanwhile, id, 'a key of somebody else')).toBe(401);
    await meanwhile.server.close();

    await world.gitea.restart();
    const after = await startWith(world, newKey, place);
    await until('the old key has ended', async () => (await delivered(after, id, oldKey)) === 401);
    const hooks = await world.api<unknown[]>('GET', `/repos/${repository.fullName}/hooks`);
    expect(hooks).toHaveLength(1);
    const sha = await repository.push({ [workflowPath]: pushWorkflow('true') });
    expect(await runOfEvent(after.client, sha, 'push')).toMatchObject({ event: 'push' });
    await after.stop();
  } finally {
    await world.remove();
  }
}, 240_000);
