import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { ComponentContext } from '../context.ts';
import { type K3sPlaces, withRoot } from './places.ts';
import { openrcScript } from './service/openrc-script.ts';
import { systemdUnit } from './service/systemd-unit.ts';
import { serviceCommand } from './service-command.ts';

/** A file as it must be on the machine. */
export interface WantedFile {
  path: string;
  content: string;
  mode: number;
}

/** Files of infra/k3s that become files of k3s under the same name. */
const copied = ['config.yaml', 'registries.yaml', 'audit-policy.yaml'];

/** Profiles for small machines, where reservations for a DGX Spark would leave nothing. */
const smallProfiles = ['dev', 'test'];

/** All files of k3s but its binary and images: configuration, the certificate of our authority, the service. */
export async function wantedFiles(
  context: ComponentContext,
  places: K3sPlaces,
  authorityCertificate: string,
): Promise<WantedFile[]> {
  const { infra, profile, values } = context;
  const at = (name: string): string => join(places.configFolder, name);
  const text = async (name: string): Promise<string> =>
    withRoot(places, await readFile(join(infra, 'k3s', name), 'utf8'));
  const files = copied.map(async (name) => privateFile(at(name), await text(name)));
  if (smallProfiles.includes(profile)) {
    files.push(text('sizes/small.yaml').then((size) => privateFile(at('config.yaml.d/50-small.yaml'), size)));
  }
  // Drop-ins are read in the order of their names, and a later one wins (docs.k3s.io, "Multiple config files").
  if (Object.keys(values).length > 0) {
    files.push(Promise.resolve(privateFile(at('config.yaml.d/90-values.yaml'), stringify(values))));
  }
  files.push(Promise.resolve(privateFile(at('raibid-ca.crt'), authorityCertificate)));
  return [...(await Promise.all(files)), ...(await serviceFiles(context, places))];
}

/** Drop-ins that we may have written and that are not wanted any more. */
export function unwantedFiles(places: K3sPlaces, wanted: readonly WantedFile[]): string[] {
  const ours = ['config.yaml.d/50-small.yaml', 'config.yaml.d/90-values.yaml'].map((name) =>
    join(places.configFolder, name),
  );
  return ours.filter((path) => wanted.every((file) => file.path !== path));
}

async function serviceFiles({ infra, init }: ComponentContext, places: K3sPlaces): Promise<WantedFile[]> {
  const command = await serviceCommand(infra, places);
  if (init === 'systemd') return [{ path: places.unit, content: systemdUnit(command), mode: 0o644 }];
  if (init === 'openrc') return [{ path: places.openrcScript, content: openrcScript(command), mode: 0o755 }];
  return [];
}

function privateFile(path: string, content: string): WantedFile {
  return { path, content, mode: 0o600 };
}
