import { collectionRules } from './collection-rules.ts';
import { lineRules } from './line-rules.ts';
import { structureRules } from './structure-rules.ts';
import type { StyleRule } from './style-rule.ts';

/** yamllint's rules that are implemented here, by yamllint's names. */
export const styleRules: Record<string, StyleRule> = { ...lineRules, ...collectionRules, ...structureRules };
