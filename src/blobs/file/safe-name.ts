import { RaibidError } from '../../shared/errors.ts';

/**
 * Ids become file names, so they are letters, digits, `-` and `_`: no dots, no slashes, nothing that leaves the folder.
 */
export function safeName(id: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$/.test(id)) return id;
  throw new RaibidError('input_invalid', `${JSON.stringify(id.slice(0, 140))} is not a valid id.`);
}
