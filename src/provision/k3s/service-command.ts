import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type K3sPlaces, withRoot } from './places.ts';

/** The command line of the service: the binary with infra/k3s/install-flags.txt, one argument a line. */
export async function serviceCommand(infra: string, places: K3sPlaces): Promise<[string, ...string[]]> {
  const text = await readFile(join(infra, 'k3s', 'install-flags.txt'), 'utf8');
  const words = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  return [places.binary, ...words.map((word) => withRoot(places, word)), ...elsewhere(places)];
}

/** What k3s would otherwise look for below `/`. */
function elsewhere({ root, data, kubeconfig, configFolder }: K3sPlaces): string[] {
  if (root === '/') return [];
  return [
    `--data-dir=${data}`,
    `--write-kubeconfig=${kubeconfig}`,
    `--private-registry=${join(configFolder, 'registries.yaml')}`,
  ];
}
