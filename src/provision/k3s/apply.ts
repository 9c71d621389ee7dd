import { rm, writeFile } from 'node:fs/promises';
import { openAuthority } from '../certificates/authority.ts';
import type { Component } from '../component.ts';
import { missingImages, placeImages } from './airgap-images.ts';
import { installBinary, installedVersion } from './binary.ts';
import { applyFiles, stampOf } from './file-changes.ts';
import { placesOf } from './places.ts';
import { planK3s } from './plan.ts';
import { removeK3s } from './remove.ts';
import { serviceOf } from './service/service.ts';
import { serviceCommand } from './service-command.ts';
import { publishKubeconfig, waitForNode } from './wait-for-node.ts';
import { wantedFiles } from './wanted-files.ts';

/** Does what the plan says. Only a k3s that this run installed is taken away again when it does not come up. */
export const applyK3s: Component['apply'] = async (context) => {
  const places = placesOf(context.paths.root);
  const { certificate } = await openAuthority(context.paths.config);
  const wanted = await wantedFiles(context, places, certificate);
  const service = serviceOf(context.init, { context, places, command: await serviceCommand(context.infra, places) });
  const changes = await planK3s(context);
  if (changes.length > 0) {
    const version = await installedVersion(places, context);
    if (version === null) context.onFailure('k3s', () => removeK3s(context));
    if (version !== context.entry.version) await installBinary(context, places);
    await rm(places.stamp, { force: true });
    await applyFiles(places, wanted);
    if (context.bundle !== null) {
      await placeImages(context.bundle, await missingImages(context.bundle, places), places);
    }
    context.progress('starting k3s');
    await service.restart();
  }
  await waitForNode(context, places, service.logHint);
  await publishKubeconfig(places.kubeconfig, context.paths.kubeconfig);
  await writeFile(places.stamp, stampOf(context.entry.version, wanted), { mode: 0o600 });
};
