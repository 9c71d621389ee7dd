/** A name as people write it, with its registry in front: `node:20` is `docker.io/library/node:20`. */
export function fullImageName(image: string): string {
  const [first = ''] = image.split('/');
  if (!image.includes('/')) return `docker.io/library/${image}`;
  return isRegistry(first) ? image : `docker.io/${image}`;
}

/** Host (and port) of a full name. */
export function registryOf(fullName: string): string {
  return fullName.slice(0, fullName.indexOf('/'));
}

function isRegistry(part: string): boolean {
  return part === 'localhost' || part.includes('.') || part.includes(':');
}
