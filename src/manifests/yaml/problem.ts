/** For text with `{{ }}` in it. */
export const templateHint = 'This looks like a template: validate what it is rendered to.';

/** Something wrong with the text itself. Offsets count from the start of the text that was parsed. */
export interface YamlProblem {
  rule: 'yaml-syntax' | 'yaml-duplicate-key' | 'yaml-too-large';
  message: string;
  hint: string;
  offset: number;
}
