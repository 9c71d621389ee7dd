import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Where the built dashboard may be, seen from this file: in a clone, and in the bundled package. */
const places = ['../../../web/dist/', './web/', '../web/dist/'];

/** Absolute path of the built dashboard, without a slash at the end; where it would be when it is not built. */
export function findDashboard(): string {
  const [clone = '', ...others] = places.map((place) => fileURLToPath(new URL(place, import.meta.url)).slice(0, -1));
  return [clone, ...others].find((folder) => existsSync(`${folder}/index.html`)) ?? clone;
}
