import { type Client, createClient } from '../client/client.ts';
import { jobRoutes } from '../contract/api/job.ts';
import type { JobMessage } from '../contract/job-message.ts';
import type { ArtifactPort, CachePort, CheckoutPort, RunnerPorts } from '../runner/ports.ts';
import { RaibidError } from '../shared/errors.ts';
import { verified } from './verified-download.ts';

/** The world of a job that an agent runs: everything goes to the server, with the job's own token. */
export function createJobPorts(
  serverUrl: string,
  job: JobMessage,
  own: Pick<RunnerPorts, 'log' | 'progress' | 'actions'>,
): RunnerPorts {
  const client = createClient({ url: serverUrl, token: job.jobToken });
  return {
    ...own,
    artifacts: artifactPort(client),
    caches: cachePort(client),
    checkout: checkoutPort(job.jobToken, serverUrl),
  };
}

/** Artifacts of the run, over the API with the job token. */
function artifactPort(client: Client): ArtifactPort {
  const list = async () => (await client.call(jobRoutes.listArtifacts)).artifacts;
  return {
    list,
    upload: ({ name, archive, retentionDays, overwrite }) =>
      client.upload(jobRoutes.uploadArtifact, {
        params: { name },
        query: { overwrite: String(overwrite), ...(retentionDays === undefined ? {} : { retentionDays }) },
        content: archive,
      }),
    async download(name) {
      const artifact = (await list()).find((candidate) => candidate.name === name);
      if (artifact === undefined) throw new RaibidError('not_found', `This run has no artifact named "${name}".`);
      const content = await client.download(jobRoutes.downloadArtifact, { params: { name } });
      return verified(content, `Artifact "${name}"`, artifact.sha256);
    },
  };
}

/** Caches of the repository, over the API with the job token. */
function cachePort(client: Client): CachePort {
  const digests = new Map<string, string>();
  return {
    async find({ key, restoreKeys, version }) {
      const query = { key, restoreKeys: JSON.stringify(restoreKeys), version };
      const { cache } = await client.call(jobRoutes.findCache, { query });
      if (cache !== null) digests.set(cache.id, cache.sha256);
      return cache;
    },
    async download(id) {
      const content = await client.download(jobRoutes.downloadCache, { params: { cacheId: id } });
      const sha256 = digests.get(id);
      return sha256 === undefined ? content : verified(content, `Cache ${id}`, sha256);
    },
    async save({ key, version, archive }) {
      return (await client.upload(jobRoutes.saveCache, { query: { key, version }, content: archive })).saved;
    },
  };
}

/**
 * Jobs never talk to the forge: git goes to this server with the job token. The token travels in the environment, for
 * this address only, so that it stands in no argument, no address and no `.git/config`.
 */
function checkoutPort(jobToken: string, reachableUrl: string): CheckoutPort {
  const credentials = Buffer.from(`x-access-token:${jobToken}`).toString('base64');
  return {
    source: async (repository) => ({
      url: `${reachableUrl}/git/${repository}.git`,
      env: {
        GIT_CONFIG_COUNT: '1',
        GIT_CONFIG_KEY_0: `http.${reachableUrl}/.extraHeader`,
        GIT_CONFIG_VALUE_0: `Authorization: Basic ${credentials}`,
      },
    }),
  };
}
