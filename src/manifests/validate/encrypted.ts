import type { JsonObject, JsonValue } from '../../shared/json.ts';
import { isObject, type Manifest } from '../manifest.ts';

/** A manifest that SOPS encrypted, without what only the key's owner can read; other manifests as they are. */
export function withoutEncrypted(manifest: Manifest): { checked: Manifest; note?: string } {
  const { sops, ...rest } = manifest.value;
  if (!isObject(sops) || !('mac' in sops || 'version' in sops)) return { checked: manifest };
  const checked = { ...manifest, value: strip(rest) };
  return { checked, note: 'its values are encrypted by SOPS; the rest was checked' };
}

function strip(value: JsonObject): JsonObject {
  const entries = Object.entries(value).filter(([, child]) => !isEncrypted(child));
  return Object.fromEntries(entries.map(([key, child]) => [key, isObject(child) ? strip(child) : child]));
}

function isEncrypted(value: JsonValue): boolean {
  return typeof value === 'string' && value.startsWith('ENC[');
}
