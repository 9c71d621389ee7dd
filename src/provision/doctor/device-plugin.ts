import type { ComponentEntry } from '../components.ts';

/** Version of the NVIDIA device plugin that infra/components.yaml pins, such as `v0.17.4`; null: none. */
export function devicePluginVersion(entries: readonly ComponentEntry[]): string | null {
  const image = entries.flatMap((entry) => entry.images).find((name) => /\/k8s-device-plugin:/.test(name));
  return image?.split(':').at(-1) ?? null;
}
