import { expect, it } from 'vitest';
import { prettyLog } from './pretty-log.ts';

it('writes log lines for people and keeps what is no JSON', () => {
  const lines: string[] = [];
  const log = prettyLog({ write: (text) => lines.push(text), isTTY: false, columns: 80 }, {});
  log.write('{"level":40,"time":0,"pid":1,"hostname":"h","name":"raibid-server","runId":"7","tries":2,"msg":"slow"}\n');
  log.write('plain text\n');
  expect(lines[0]).toMatch(/^\d\d:00:00 warn {2}slow runId=7 tries=2\n$/);
  expect(lines[1]).toBe('plain text \n');
});
