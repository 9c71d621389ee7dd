/**
 * A stand-in for those controllers of Flux that cannot be built from Go modules: `source` publishes the newest commit of
 * a GitRepository, `helm` upgrades HelmReleases, `notification` only answers. They run in the real pods, with the real
 * rights and network policies, and write the real objects; all else that the real ones can do is missing.
 */
import { createServer } from 'node:http';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { deployReleases } from './helm.ts';
import { publishSources, serveArtifacts } from './source.ts';

/** The name of a pod is its host name: `source-controller-...`. */
const [role = ''] = hostname().split('-controller');
const artifacts = 9090;
/** Health, metrics, webhooks, and events of the other controllers. */
const ports = [9440, 8080, 9292, ...(role === 'source' ? [] : [artifacts])];
const work: Record<string, () => Promise<void>> = {
  source: publishSources,
  helm: deployReleases,
  notification: () => Promise.resolve(),
};

const step = work[role];
if (step === undefined) throw new Error(`no stand-in is called '${role}'`);
process.on('SIGTERM', () => process.exit(0));
for (const port of ports) createServer((_, response) => void response.end('ok')).listen(port);
if (role === 'source') serveArtifacts(artifacts);
for (;;) {
  // The API server may be away, or the kinds not there yet.
  await step().catch((error: unknown) => console.error(String(error)));
  await sleep(1000);
}
