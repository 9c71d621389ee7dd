import { RaibidError } from '../../../shared/errors.ts';
import { parseImage } from '../image-reference.ts';

/**
 * Where an image goes in a registry: `docker.io/raibid-ci/agent:0.1.0` is `raibid-ci/agent`, tag `0.1.0`; with an owner
 * that takes the place of `raibid-ci`. Throws `input_invalid` for what is no name of an image.
 */
export function targetOf(name: string, owner: string | undefined): { repository: string; tag: string } {
  const image = parseImage(name);
  if (!image) throw new RaibidError('input_invalid', `"${name}" is no name of an image.`);
  const last = image.repository.split('/').at(-1);
  return { repository: owner === undefined || owner === '' ? image.repository : `${owner}/${last}`, tag: image.tag };
}
