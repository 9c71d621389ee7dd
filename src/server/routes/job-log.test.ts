import { describe, expect, it } from 'vitest';
import { claimSample, queueRun } from '../testing/sample-run.ts';
import { openTestServer } from '../testing/test-server.ts';

async function withLog(...texts: string[]) {
  const server = await openTestServer();
  const { jobId } = await queueRun(server, await server.createRepository());
  const claimed = await claimSample(server);
  if (texts.length > 0) await claimed.log(...texts);
  const log = (query = '') => server.call('GET', `/api/v1/jobs/${jobId}/log?${query}`);
  return { server, jobId, claimed, log };
}

describe('the log of a job', () => {
  it('is plain text, as far as it is there', async () => {
    const { log, claimed } = await withLog('one', 'zwei ä');
    const { text, headers } = await log();
    expect(text).toBe('one\nzwei ä\n');
    expect(headers).toMatchObject({
      'content-type': 'text/plain; charset=utf-8',
      'raibid-attempt': '1',
      'raibid-next-line': '2',
    });
    await claimed.log('three');
    expect((await log('from=2')).text).toBe('three\n');
    expect((await log('from=99')).text).toBe('');
  });

  it('carries times on request', async () => {
    const { log } = await withLog('one');
    expect((await log('timestamps=true')).text).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z one\n$/);
  });

  it('is JSON lines for programs', async () => {
    const { log } = await withLog('one', 'two');
    const { text, headers } = await log('format=jsonl&from=1');
    expect(headers['content-type']).toBe('application/jsonl; charset=utf-8');
    expect(JSON.parse(text)).toEqual({ n: 1, t: expect.any(Number), s: 0, x: 'two' });
  });

  it('is kept for every attempt', async () => {
    const { server, log, claimed } = await withLog('first try');
    await claimed.lose();
    await (await claimSample(server)).log('second try');
    expect((await log()).text).toBe('second try\n');
    expect((await log('attempt=1')).text).toBe('first try\n');
    expect((await log('attempt=3')).status).toBe(404);
  });

  it('is empty before the job begins', async () => {
    const server = await openTestServer();
    const { jobId } = await queueRun(server, await server.createRepository());
    expect(await server.call('GET', `/api/v1/jobs/${jobId}/log`)).toMatchObject({ status: 200, text: '' });
  });
});
