import { join } from 'node:path';
import { infra } from '../../infra/support/infra.ts';
import { runQuiet } from '../run.ts';
import { kubectl } from './cluster.ts';

const hosts = { GITEA_HOST: 'git.test.local', SERVER_HOST: 'ci.test.local' };

/**
 * Installs a component as infra/Taskfile.yml does on a test cluster: its manifests, its Secrets, its release with
 * values-test.yaml. Answers how long it took, in seconds. `config` is the folder for the certificates' authority.
 */
export async function install(component: string, config: string): Promise<number> {
  const started = performance.now();
  const folder = join(infra, component);
  await kubectl('apply', '--server-side', '--filename', folder);
  const env = { ...hosts, XDG_CONFIG_HOME: config };
  await runQuiet([join(infra, 'scripts', 'create-secrets.sh'), component], { env });
  const values = ['values.yaml', 'values-test.yaml'].flatMap((file) => ['--values', join(folder, 'chart', file)]);
  const place = ['--namespace', `raibid-${component}`, '--wait', '--timeout', '4m'];
  await runQuiet(['helm', 'upgrade', '--install', component, chartOf(component), ...values, ...place]);
  return (performance.now() - started) / 1000;
}

/** Runs the tests that the chart brings along; rejects with their logs. */
export async function helmTest(component: string): Promise<void> {
  await runQuiet(['helm', 'test', component, '--namespace', `raibid-${component}`, '--logs', '--timeout', '2m']);
}

/** Takes release and namespace away. */
export async function uninstall(component: string, release = component): Promise<void> {
  const namespace = `raibid-${component}`;
  await runQuiet(['helm', 'uninstall', release, '--namespace', namespace, '--ignore-not-found', '--wait']);
  await kubectl('delete', 'namespace', namespace, '--ignore-not-found', '--timeout=120s');
}

function chartOf(component: string): string {
  return component === 'keda' ? upstreamChart() : join(infra, component, 'chart');
}

/** The packed chart of KEDA, which stands in for the one in its repository. */
export function upstreamChart(): string {
  const chart = process.env.RAIBID_KEDA_CHART;
  if (chart === undefined) throw new Error('RAIBID_KEDA_CHART names no chart: npm run test:cluster sets it');
  return chart;
}
