import { describe, expect, it } from 'vitest';
import { logPainter } from './log-lines.ts';

const look = { names: [], timestamps: false, json: false, colours: false };
const line = (x: string) => ({ t: 0, s: 0, x });

describe('log lines', () => {
  it('stand alone where one job is shown', () => {
    expect(logPainter(look)({ name: 'test' }, line('hello'))).toBe('hello\n');
  });

  it('carry the name of their job where several mix, in one column', () => {
    const paint = logPainter({ ...look, names: ['test (20)', 'lint'] });
    expect(paint({ name: 'lint' }, line('a'))).toBe('lint      │ a\n');
    expect(paint({ name: 'test (20)' }, line('b'))).toBe('test (20) │ b\n');
  });

  it('make room for a longer name that comes later, and cut one that would leave no room', () => {
    const paint = logPainter({ ...look, names: ['ab'], nameWidth: 5 });
    expect(paint({ name: 'ab' }, line('x'))).toBe('ab │ x\n');
    expect(paint({ name: 'abcdefgh' }, line('x'))).toBe('abcd… │ x\n');
    expect(paint({ name: 'ab' }, line('x'))).toBe('ab    │ x\n');
  });

  it('give each job a colour of its own and keep it', () => {
    const paint = logPainter({ ...look, names: ['one', 'two'], colours: true });
    const first = paint({ name: 'one' }, line('x'));
    expect(paint({ name: 'two' }, line('x')).slice(0, 5)).not.toBe(first.slice(0, 5));
    expect(paint({ name: 'one' }, line('x'))).toBe(first);
  });

  it('show markers as words and drop the end of a group', () => {
    const paint = logPainter(look);
    expect(paint({ name: 'a' }, line('##[group]Run it'))).toBe('▸ Run it\n');
    expect(paint({ name: 'a' }, line('##[error]it broke'))).toBe('error: it broke\n');
    expect(paint({ name: 'a' }, line('##[endgroup]'))).toBe('');
    expect(paint({ name: 'a' }, line('##[other]text'))).toBe('##[other]text\n');
  });

  it('lose colours outside of terminals, and whatever steers one always', () => {
    const text = line('\u001b[31mred\u001b[0m\u001b[2J');
    expect(logPainter(look)({ name: 'a' }, text)).toBe('red\n');
    expect(logPainter({ ...look, colours: true })({ name: 'a' }, text)).toBe('\u001b[31mred\u001b[0m\n');
  });

  it('are documents with --json, as the job wrote them', () => {
    const paint = logPainter({ ...look, json: true, timestamps: true });
    expect(JSON.parse(paint({ name: 'a' }, line('\u001b[31mred')))).toEqual({
      job: 'a',
      t: 0,
      s: 0,
      x: '\u001b[31mred',
    });
  });
});
