import type { Finding } from '../finding.ts';
import type { StyleConfig } from './style-config.ts';
import type { StyleFix } from './style-rule.ts';
import { styleRules } from './style-rules.ts';
import { readStyleText } from './style-text.ts';

export interface StyleFinding {
  finding: Finding;
  fix?: StyleFix;
}

/** Holds a file's text to the style rules. `# yamllint disable-line rule:x` and `disable`/`enable` comments count. */
export function checkStyle(file: string, text: string, config: StyleConfig): StyleFinding[] {
  if (/^# yamllint disable-file/m.test(text) || config.ignores(file)) return [];
  const style = readStyleText(text);
  const isDisabled = disabledLines(style.lines);
  const found: StyleFinding[] = [];
  for (const [name, { severity, options }] of config.rules) {
    styleRules[name]?.check(style, options, (line, column, message, fix) => {
      if (isDisabled(line, name)) return;
      const place = {
        file,
        line: line + 1,
        column: Math.max(column, 0) + 1,
        endColumn: Math.max(column, 0) + 2,
        path: '',
      };
      const hint = fix ? '`raibid-cli lint --fix` corrects it.' : 'Correct it by hand.';
      found.push({ finding: { rule: `yaml-${name}`, severity, message, hint, ...place }, ...(fix ? { fix } : {}) });
    });
  }
  return found;
}

/** yamllint's own comments: `disable-line` on the line or the line above, `disable` until `enable`. */
function disabledLines(lines: string[]): (line: number, rule: string) => boolean {
  const single = new Map<number, string[]>();
  const ranges: { from: number; to: number; rules: string[] }[] = [];
  for (const [index, line] of lines.entries()) {
    const match = /# yamllint (disable-line|disable|enable)((?: rule:[\w-]+)*)\s*$/.exec(line);
    if (!match) continue;
    const rules = [...(match[2] ?? '').matchAll(/rule:([\w-]+)/g)].map((each) => each[1] ?? '');
    if (match[1] === 'disable-line') single.set(line.trimStart().startsWith('#') ? index + 1 : index, rules);
    else if (match[1] === 'disable') ranges.push({ from: index, to: lines.length, rules });
    else for (const range of ranges) if (range.to === lines.length) range.to = index;
  }
  const covers = (rules: string[] | undefined, rule: string) =>
    rules !== undefined && (rules.length === 0 || rules.includes(rule));
  return (line, rule) =>
    covers(single.get(line), rule) ||
    ranges.some((range) => line >= range.from && line < range.to && covers(range.rules, rule));
}
