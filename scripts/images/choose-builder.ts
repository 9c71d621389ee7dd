import { runQuietly } from '../command.ts';
import { type BuilderName, builders } from './builders.ts';

/** The first builder that is installed. Throws one line that says what to install. */
export async function chooseBuilder(): Promise<BuilderName> {
  for (const name of Object.keys(builders) as BuilderName[]) {
    const there = await runQuietly(name, ['--version']).then(
      () => true,
      () => false,
    );
    if (there) return name;
  }
  throw new Error('no builder is installed: apt-get install buildah (or Docker with buildx, or podman)');
}
