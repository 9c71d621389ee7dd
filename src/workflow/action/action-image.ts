import { imageNameSchema } from '../containers/container-spec.ts';
import type { ActionImage } from './action-plan.ts';

const registryPrefix = 'docker://';

/** True for the `uses` of a step that names an image instead of an action. */
export function usesImage(uses: string): boolean {
  return uses.startsWith(registryPrefix);
}

/** `image:` of a container action, or `uses:` of a step that names an image. Null: it is neither. */
export function parseActionImage(text: string): ActionImage | null {
  if (usesImage(text)) {
    const name = imageNameSchema.safeParse(text.slice(registryPrefix.length));
    return name.success ? { kind: 'registry', name: name.data } : null;
  }
  return /dockerfile$/i.test(text) ? { kind: 'build', dockerfile: text } : null;
}
