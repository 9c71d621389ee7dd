import { X509Certificate } from 'node:crypto';
import { z } from 'zod';
import { readReleases } from '../chart/release.ts';
import { namespaceExists } from '../chart/remove-release.ts';
import type { ComponentContext } from '../context.ts';
import { fluxFaults } from '../flux/faults.ts';
import { readSecret } from '../secrets/stored-secret.ts';
import { type Health, healthOf } from './workload-health.ts';

const ingressesSchema = z.object({
  items: z.array(
    z.looseObject({
      spec: z.looseObject({
        tls: z.array(z.looseObject({ secretName: z.string().default('') })).default([]),
        rules: z.array(z.looseObject({ host: z.string().default('') })).default([]),
      }),
    }),
  ),
});
const cronJobsSchema = z.object({
  items: z.array(z.looseObject({ status: z.looseObject({ lastSuccessfulTime: z.string().optional() }).prefault({}) })),
});

/** What `raibid-cli status` says about one component. */
export interface ComponentStatus extends Health {
  component: string;
  /** What is deployed; null: nothing. */
  version: string | null;
  /** What this version of raibid-cli would deploy. */
  wantedVersion: string;
  /** Addresses for people. */
  endpoints: string[];
  /** Moments in ISO 8601; null: never, or not applicable. */
  lastBackup: string | null;
  certificateEnds: string | null;
}

/** Asks the cluster about one component. */
export async function componentStatus(context: ComponentContext): Promise<ComponentStatus> {
  const { name: component, version: wantedVersion } = context.entry;
  const nothing = { endpoints: [], lastBackup: null, certificateEnds: null };
  if (!(await namespaceExists(context))) {
    const health: Health = { state: 'absent', ready: 0, wanted: 0, reasons: [] };
    return { component, wantedVersion, version: null, ...health, ...nothing };
  }
  const [health, version, ingress, lastBackup] = await Promise.all([
    healthOf(context),
    versionOf(context),
    ingressOf(context),
    backupOf(context),
  ]);
  return { component, wantedVersion, version, ...(await withFaults(context, health)), ...ingress, lastBackup };
}

/** Pods that are ready do not tell everything of these. */
const faultsOf: Record<string, (context: ComponentContext) => Promise<string[]>> = { flux: fluxFaults };

async function withFaults(context: ComponentContext, health: Health): Promise<Health> {
  const faults = (await faultsOf[context.entry.name]?.(context)) ?? [];
  return faults.length === 0 ? health : { ...health, state: 'not ready', reasons: [...health.reasons, ...faults] };
}

async function versionOf(context: ComponentContext): Promise<string | null> {
  // Only charts leave a record of what was deployed; manifests are those of this version, or Git's.
  if (context.entry.release === undefined) return context.entry.version;
  const [current] = await readReleases(context);
  return current?.chart.metadata.appVersion ?? null;
}

async function ingressOf(context: ComponentContext) {
  const { kube } = await context.cluster();
  const path = `/apis/networking.k8s.io/v1/namespaces/${context.entry.namespace}/ingresses`;
  const { items } = ingressesSchema.parse(await kube.request('GET', path, { signal: context.signal }));
  const hosts = items.flatMap(({ spec }) => spec.rules.map(({ host }) => host));
  const secret = items.flatMap(({ spec }) => spec.tls.map(({ secretName }) => secretName)).find(Boolean);
  const values = secret === undefined ? null : await readSecret(context, context.entry.namespace, secret);
  const certificate = values?.['tls.crt'];
  return {
    endpoints: hosts.map((host) => `https://${host}`),
    certificateEnds: certificate === undefined ? null : new X509Certificate(certificate).validToDate.toISOString(),
  };
}

async function backupOf(context: ComponentContext): Promise<string | null> {
  const { kube } = await context.cluster();
  const path = `/apis/batch/v1/namespaces/${context.entry.namespace}/cronjobs`;
  const { items } = cronJobsSchema.parse(await kube.request('GET', path, { signal: context.signal }));
  return (
    items
      .flatMap(({ status }) => status.lastSuccessfulTime ?? [])
      .toSorted()
      .at(-1) ?? null
  );
}
