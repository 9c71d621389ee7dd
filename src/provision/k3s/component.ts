import type { Component } from '../component.ts';
import { applyK3s } from './apply.ts';
import { planK3s } from './plan.ts';
import { removeK3s } from './remove.ts';
import { verifyK3s } from './verify.ts';

/** The cluster itself. It is never called for a cluster that the user brings. */
export const component: Component = { plan: planK3s, apply: applyK3s, verify: verifyK3s, remove: removeK3s };
