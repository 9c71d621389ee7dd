import { readFile } from 'node:fs/promises';
import { readAuthority } from '../certificates/authority.ts';
import type { Change, Component } from '../component.ts';
import type { ComponentContext } from '../context.ts';
import { missingImages } from './airgap-images.ts';
import { installedVersion } from './binary.ts';
import { planFiles, stampOf } from './file-changes.ts';
import { placesOf } from './places.ts';
import { serviceOf } from './service/service.ts';
import { serviceCommand } from './service-command.ts';
import { wantedFiles } from './wanted-files.ts';

/** Binary, files, images, and last the service, which starts anew whenever anything before it changes. */
export const planK3s: Component['plan'] = async (context) => {
  const places = placesOf(context.paths.root);
  // An authority that is yet to be made is made by `apply`: no certificate that lies there can be its.
  const authority = await readAuthority(context.paths.config);
  const wanted = await wantedFiles(context, places, authority?.certificate ?? '');
  const images = await missingImages(context.bundle, places);
  const changes: Change[] = [
    ...planBinary(await installedVersion(places, context), context.entry.version),
    ...(await planFiles(places, wanted)),
    ...images.map((name): Change => ({ action: 'create', what: `images ${name}`, detail: 'from the bundle' })),
  ];
  const service = serviceOf(context.init, { context, places, command: await serviceCommand(context.infra, places) });
  if (!(await service.isRunning())) return [...changes, { action: 'create', what: 'service k3s', detail: 'start' }];
  const stale = (await readFile(places.stamp, 'utf8').catch(() => null)) !== stampOf(context.entry.version, wanted);
  if (changes.length === 0 && !stale) return [];
  return [...changes, { action: 'update', what: 'service k3s', detail: 'restart; pods go on running' }];
};

function planBinary(found: string | null, wanted: ComponentContext['entry']['version']): Change[] {
  if (found === wanted) return [];
  if (found === null) return [{ action: 'create', what: 'k3s', detail: wanted }];
  return [{ action: 'update', what: 'k3s', detail: `${found} -> ${wanted}` }];
}
