import type { ComponentContext } from '../context.ts';

/** The context of a component by its name: what is rotated lies in the Secrets of several. */
export type ContextOf = (component: string) => ComponentContext;
