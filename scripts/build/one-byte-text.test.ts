import { expect, test } from 'vitest';
import { escapeWide } from './one-byte-text.ts';

test('a program means the same when its wide characters are escaped', () => {
  const code = `[...'–é😀', \`\${1}…\`, /^[—-⚠]$/.test('→'), /^\\p{L}😀$/u.test('ß😀'), { ı: 2 }.ı, '\\\\–', '\\–', /^\\–$/.test('–')] // ✓`;
  const escaped = escapeWide(code);
  expect([...escaped].every((unit) => unit <= '\u00ff')).toBe(true);
  expect(evaluate(escaped)).toEqual(evaluate(code));
  expect(evaluate(escaped)).toContain('😀');
});

function evaluate(code: string): unknown {
  return new Function(`return ${code}`)();
}
