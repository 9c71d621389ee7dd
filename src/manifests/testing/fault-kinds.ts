import { depsFaults } from './deps-faults.ts';
import type { FaultKind } from './faults.ts';
import { lintFaults } from './lint-faults.ts';
import { validateFaults } from './validate-faults.ts';

/** Faults that people make, each as one change of one line. */
export const faultKinds: readonly FaultKind[] = [...validateFaults, ...lintFaults, ...depsFaults];
