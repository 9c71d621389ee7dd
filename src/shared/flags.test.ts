import { describe, expect, it } from 'vitest';
import { type Flag, flagHelp, readFlags } from './flags.ts';

const flags: Record<string, Flag> = {
  port: { value: 'number', env: 'APP_PORT', summary: 'Port' },
  help: { summary: 'Show this text' },
};
const read = (argv: string[], env: Record<string, string> = {}) => readFlags(flags, { argv, env });

describe('flags', () => {
  it('come from the command line, then from the environment', () => {
    expect(read(['--port', '1'], { APP_PORT: '2' })).toEqual({ port: '1' });
    expect(read(['--port=1'])).toEqual({ port: '1' });
    expect(read([], { APP_PORT: '2' })).toEqual({ port: '2' });
    expect(read([], { APP_PORT: '' })).toEqual({});
  });

  it('without a value are switches', () => {
    expect(read(['--help'])).toEqual({ help: 'true' });
  });

  it.each([[['--nope']], [['--port']], [['word']]])('that are wrong (%j) are usage errors', (argv) => {
    expect(() => read(argv)).toThrow(expect.objectContaining({ code: 'usage' }));
  });

  it('explain themselves', () => {
    expect(flagHelp('app [options]', 'An app.', flags)).toBe(
      'Usage: app [options]\n\nAn app.\n\nOptions:\n  --port <number>  Port [APP_PORT]\n  --help           Show this text\n',
    );
  });
});
