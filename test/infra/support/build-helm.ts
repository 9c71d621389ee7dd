import { helmFolder } from '../../../src/manifests/testing/helm.ts';

/** Builds helm before the first test, when it is not installed: no test's own time covers that. */
export function setup(): void {
  helmFolder();
}
