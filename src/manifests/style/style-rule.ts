import type { JsonObject } from '../../shared/json.ts';
import type { StyleText } from './style-text.ts';

/** Reports a fault at a line and column, both from 0. `fix`: the text that takes the place of a range of the file. */
export type StyleTell = (line: number, column: number, message: string, fix?: StyleFix) => void;

export interface StyleFix {
  start: number;
  end: number;
  text: string;
}

export interface StyleRule {
  /** Options with yamllint's defaults; others are refused. */
  options: JsonObject;
  check: (text: StyleText, options: JsonObject, tell: StyleTell) => void;
}
