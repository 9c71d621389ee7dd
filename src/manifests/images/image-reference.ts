/** The parts of an image name, with the defaults filled in that container runtimes use. */
export interface ImageReference {
  /** As it was written. */
  text: string;
  registry: string;
  repository: string;
  tag: string;
  digest?: string;
}

/** `redis:7.4` is `docker.io/library/redis:7.4`. Undefined when it is no image name. */
export function parseImage(text: string): ImageReference | undefined {
  const match = /^([^@\s]+?)(?::([\w][\w.-]{0,127}))?(?:@(sha256:[0-9a-f]{64}))?$/.exec(text);
  const name = match?.[1];
  if (name === undefined || !/^[\w.:/-]+$/.test(name)) return undefined;
  const [first = '', ...rest] = name.split('/');
  const hasRegistry = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost');
  const path = hasRegistry ? rest.join('/') : name;
  const registry = hasRegistry ? first : 'docker.io';
  const repository = registry === 'docker.io' && !path.includes('/') ? `library/${path}` : path;
  const digest = match?.[3];
  return { text, registry, repository, tag: match?.[2] ?? 'latest', ...(digest === undefined ? {} : { digest }) };
}

/** `redis:7@sha256:...` is `redis:7`. */
export function withoutDigest(image: string): string {
  return image.replace(/@sha256:[0-9a-f]+$/, '');
}

/** One text for all ways to write a name and tag: `redis:7` and `docker.io/library/redis:7@sha256:...` are the same. */
export function tagOf(image: string): string {
  const reference = parseImage(image);
  return reference === undefined ? image : `${reference.registry}/${reference.repository}:${reference.tag}`;
}
