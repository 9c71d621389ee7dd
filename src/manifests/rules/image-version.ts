import type { Rule } from '../lint/rule.ts';

/** Tags that move: what runs tomorrow is not what was tested today. */
const movingTags = /^(latest|stable|edge|main|master|nightly|dev|develop|lts|alpine|slim|\d+|\d+\.\d+)(-[a-z]+)?$/;

export const imageVersion: Rule = {
  name: 'image-version',
  summary: 'Images name an exact version or a digest',
  group: 'reliability',
  severity: 'error',
  container({ container, at }, tell) {
    if (typeof container.image !== 'string' || container.image === '') return;
    const problem = imageProblem(container.image);
    const hint = 'Name an exact version such as 1.27.3, or a digest (raibid-cli images lock).';
    if (problem !== undefined) tell([...at, 'image'], problem, hint);
  },
};

/** Why an image reference is not exact, undefined when it is. */
function imageProblem(image: string): string | undefined {
  if (/@sha256:[0-9a-f]{64}$/.test(image)) return undefined;
  if (image.includes('@')) return `the image ${image} has an incomplete digest`;
  const name = image.slice(image.lastIndexOf('/') + 1);
  const tag = name.includes(':') ? name.slice(name.indexOf(':') + 1) : undefined;
  if (tag === undefined || tag === '') return `the image ${image} names no version`;
  return movingTags.test(tag) ? `the tag "${tag}" of the image moves` : undefined;
}
