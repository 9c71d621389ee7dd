import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { infraFolder } from '../../../src/provision/infra-folder.ts';
import { until } from '../../support/until.ts';
import { runQuiet } from '../run.ts';
import { kubectl } from './cluster.ts';

/** State of the newest revision of a component's release: `deployed`, `pending-upgrade`. */
export async function releaseStatus(component: string): Promise<string> {
  const words = ['status', component, '--namespace', `raibid-${component}`, '--output', 'json'];
  return (JSON.parse(await runQuiet(['helm', ...words])) as { info: { status: string } }).info.status;
}

/** Lets helm upgrade a release with one value changed, and kills it before it is done. */
export async function killUpgrade(component: string, value: string): Promise<void> {
  const chart = join(infraFolder(), component, 'chart');
  const place = ['--namespace', `raibid-${component}`, '--reuse-values', '--force-conflicts'];
  const helm = spawn('helm', ['upgrade', component, chart, ...place, '--set', value, '--wait'], { stdio: 'ignore' });
  const ended = once(helm, 'close');
  const label = `owner=helm,name=${component},status=pending-upgrade`;
  await until(`helm upgrades ${component}`, async () =>
    (await kubectl('-n', `raibid-${component}`, 'get', 'secrets', '-l', label, '-o', 'name')).includes('secret/'),
  );
  helm.kill('SIGKILL');
  await ended;
}
