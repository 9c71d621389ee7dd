import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import { RaibidError } from '../../shared/errors.ts';
import type { ComponentEntry } from '../components.ts';
import type { ComponentContext } from '../context.ts';

const releaseSchema = z.object({
  version: z.number(),
  info: z.object({ status: z.string() }),
  manifest: z.string().default(''),
  hooks: z.array(z.object({ name: z.string(), manifest: z.string().default('') })).default([]),
  /** Values that were given; what the chart sets by itself is not in them. */
  config: z.record(z.string(), z.unknown()).default({}),
  chart: z.object({
    metadata: z.object({
      version: z.string(),
      appVersion: z.string().default(''),
      annotations: z.record(z.string(), z.string()).default({}),
    }),
  }),
});
const secretListSchema = z.object({ items: z.array(z.object({ data: z.object({ release: z.base64() }) })) });

/** One revision of a Helm release, as Helm itself keeps it. */
export type Release = z.infer<typeof releaseSchema>;

/**
 * All revisions of the component's release, the newest first; none when it was never installed. Helm keeps each in a
 * Secret, as gzip in base64 (helm.sh/helm/v4/pkg/storage/driver).
 */
export async function readReleases(context: ComponentContext): Promise<Release[]> {
  const { kube } = await context.cluster();
  const path = `/api/v1/namespaces/${context.entry.namespace}/secrets`;
  const labelSelector = `owner=helm,name=${releaseName(context.entry)}`;
  const answer = await kube.request('GET', path, { query: { labelSelector }, signal: context.signal });
  return secretListSchema
    .parse(answer)
    .items.map(({ data }) => decode(data.release))
    .toSorted((a, b) => b.version - a.version);
}

/** Release as `helm upgrade --output json` prints it. Throws when it has another form. */
export function parseRelease(text: string): Release {
  return releaseSchema.parse(JSON.parse(text));
}

/** True for a revision that an interrupted helm left: the next one would be refused because of it. */
export function isPending(release: Release): boolean {
  return release.info.status.startsWith('pending-') || release.info.status === 'uninstalling';
}

/** The newest revision that was ever good. */
export function lastGood(releases: readonly Release[]): Release | undefined {
  return releases.find(({ info }) => info.status === 'deployed' || info.status === 'superseded');
}

/** Throws `config_invalid` for a component that is no chart. */
export function releaseName({ name, release }: ComponentEntry): string {
  if (release !== undefined) return release;
  throw new RaibidError('config_invalid', `components.yaml names no release for ${name}`);
}

function decode(data: string): Release {
  const inner = Buffer.from(data, 'base64').toString('latin1');
  return releaseSchema.parse(JSON.parse(gunzipSync(Buffer.from(inner, 'base64')).toString('utf8')));
}
