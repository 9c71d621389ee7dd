import type { JsonObject, JsonValue } from '../../shared/json.ts';
import { isObject, type Manifest } from '../manifest.ts';

/** A manifest that SOPS encrypted, with what only the key's owner can read left blank; other manifests as they are. */
export function withoutEncrypted(manifest: Manifest): { checked: Manifest; note?: string } {
  const { sops, ...rest } = manifest.value;
  if (!isObject(sops) || !('mac' in sops || 'version' in sops)) return { checked: manifest };
  const checked = { ...manifest, value: strip(rest) };
  return { checked, note: 'its values are encrypted by SOPS; the rest was checked' };
}

function strip(value: JsonObject): JsonObject {
  const blank = (child: JsonValue) => (isEncrypted(child) ? '' : isObject(child) ? strip(child) : child);
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, blank(child)]));
}

function isEncrypted(value: JsonValue): boolean {
  return typeof value === 'string' && value.startsWith('ENC[');
}
