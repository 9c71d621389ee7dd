import type { ReadinessItem } from '../item.ts';
import { containersOf } from '../pods.ts';

export const limits: ReadinessItem = {
  name: 'limits',
  demand: 'Every container has requests and limits of processor and memory, and an image of a fixed version.',
  async look({ present }) {
    const containers = (await Promise.all(present.map(containersOf))).flat();
    const faults = containers.flatMap(({ owner, name, image, resources }) => [
      ...(['requests', 'limits'] as const).flatMap((side) =>
        ['cpu', 'memory'].flatMap((what) =>
          resources[side][what] === undefined ? [`${owner}, ${name}: no ${what} in ${side}`] : [],
        ),
      ),
      ...(isPinned(image) ? [] : [`${owner}, ${name}: ${image} names no version`]),
    ]);
    const owners = new Set(containers.map(({ owner }) => owner));
    return {
      evidence: [`${containers.length} containers of ${owners.size} workloads were looked at`],
      faults,
      mend: 'Set them in the values of the chart (resources, image.tag).',
    };
  },
};

function isPinned(image: string): boolean {
  return /@sha256:|:[^/]+$/.test(image) && !image.endsWith(':latest');
}
