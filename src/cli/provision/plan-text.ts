import type { Change } from '../../provision/component.ts';
import type { ComponentPlan } from '../../provision/setup/plan.ts';
import type { Style } from '../output/style.ts';

const looks: Record<Change['action'], { mark: string; colour: keyof Style }> = {
  create: { mark: '+', colour: 'green' },
  update: { mark: '~', colour: 'yellow' },
  delete: { mark: '-', colour: 'red' },
  recover: { mark: '!', colour: 'yellow' },
};

/** A plan for people: a line for each component, and below it one for each change. */
export function planLines(plans: readonly ComponentPlan[], style: Style): string[] {
  return plans.flatMap(({ component, version, changes }) => [
    `${style.bold(component)} ${version}${changes.length === 0 ? style.dim('  as wanted') : ''}`,
    ...changes.map((change) => changeLine(change, style)),
  ]);
}

function changeLine({ action, what, detail }: Change, style: Style): string {
  const { mark, colour } = looks[action];
  return `  ${style[colour](`${mark} ${action}`)} ${what}${detail === undefined ? '' : style.dim(` (${detail})`)}`;
}
