/** An image of the project: a folder of images/ with a Containerfile. */
export interface ImageDefinition {
  /** Folder of images/, and the name behind `raibid-ci/`. */
  name: string;
  /** What it is for, as people read it in its label. */
  title: string;
  /** Its Containerfile's FROM: Debian, or the job image that is built right before. */
  from: 'base' | 'job';
}

/** In the order in which they are built. */
export const images = [
  { name: 'agent', title: 'raibid-ci agent: claims one job and ships its log', from: 'base' },
  { name: 'server', title: 'raibid-ci server: API, scheduler and dashboard', from: 'base' },
  { name: 'job', title: 'raibid-ci job: what steps run in', from: 'base' },
  { name: 'job-node', title: 'raibid-ci job with npm and a compiler', from: 'job' },
  { name: 'job-python', title: 'raibid-ci job with Python, pip and a compiler', from: 'job' },
  { name: 'job-rust', title: 'raibid-ci job with Rust and cargo', from: 'job' },
  { name: 'job-build', title: 'raibid-ci job with rootless buildah', from: 'job' },
] satisfies ImageDefinition[];

/** The images of these names, and the ones they build upon. Throws for a name that there is not. */
export function chosenImages(names: readonly string[]): ImageDefinition[] {
  const all: ImageDefinition[] = images;
  const unknown = names.find((name) => !all.some((image) => image.name === name));
  if (unknown !== undefined)
    throw new Error(`no image is called ${unknown}: ${all.map(({ name }) => name).join(', ')}`);
  if (names.length === 0) return all;
  const needsJob = all.some((image) => names.includes(image.name) && image.from === 'job');
  return all.filter(({ name }) => names.includes(name) || (needsJob && name === 'job'));
}
