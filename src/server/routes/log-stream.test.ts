import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { readEvents } from '../testing/read-events.ts';
import { claimSample, queueRun, updateRun } from '../testing/sample-run.ts';
import { adminToken, openTestServer } from '../testing/test-server.ts';

async function withJob() {
  const server = await openTestServer();
  const { run, jobId } = await queueRun(server, await server.createRepository());
  const url = `${await server.listen()}/api/v1/jobs/${jobId}/log/stream`;
  return { server, run, jobId, url };
}

const textOf = ({ data }: { data: unknown }) => (data as { x: string }).x;

describe('the live log', () => {
  it('gives what is there, then each line as it comes, then the end', async () => {
    const { server, url } = await withJob();
    const claimed = await claimSample(server);
    await claimed.log('one', 'two');
    const reader = await readEvents(url);
    expect(await reader.take(2)).toMatchObject([
      { event: 'line', id: '1:0', data: { s: 0, x: 'one' } },
      { event: 'line', id: '1:1', data: { s: 0, x: 'two' } },
    ]);
    await claimed.log('three');
    expect(await reader.take(1)).toMatchObject([{ id: '1:2', data: { x: 'three' } }]);
    await claimed.finish();
    expect(await reader.rest()).toMatchObject([{ event: 'end', data: { status: 'completed', conclusion: 'success' } }]);
  });

  it('may be opened before the job begins', async () => {
    const { server, url } = await withJob();
    const reader = await readEvents(url);
    await (await claimSample(server)).log('one');
    expect(await reader.take(1)).toMatchObject([{ id: '1:0' }]);
  });

  it.each(['header', 'query'])('goes on after the last line the reader has, named in the %s', async (way) => {
    const { server, url } = await withJob();
    const claimed = await claimSample(server);
    await claimed.log('one', 'two', 'three');
    await claimed.finish();
    const reader =
      way === 'header' ? await readEvents(url, { 'last-event-id': '1:0' }) : await readEvents(`${url}?after=1:0`);
    expect((await reader.rest()).map(({ id }) => id)).toEqual(['1:1', '1:2', undefined]);
  });

  it('follows a lost job to its next attempt, and resumes in an earlier one', async () => {
    const { server, url } = await withJob();
    const first = await claimSample(server);
    await first.log('first a', 'first b');
    const reader = await readEvents(url);
    await reader.take(2);
    await first.lose();
    const second = await claimSample(server);
    await second.log('second a');
    expect(await reader.take(2)).toMatchObject([
      { event: 'attempt', id: '2:-1', data: { attempt: 2 } },
      { event: 'line', id: '2:0', data: { x: 'second a' } },
    ]);
    await second.finish();
    const late = await (await readEvents(url, { 'last-event-id': '1:0' })).rest();
    expect(late.map(({ event, id }) => [event, id])).toEqual([
      ['line', '1:1'],
      ['attempt', '2:-1'],
      ['line', '2:0'],
      ['end', undefined],
    ]);
    const between = await (await readEvents(url, { 'last-event-id': '2:-1' })).rest();
    expect(between.map(({ id }) => id)).toEqual(['2:0', undefined]);
  });

  it('of a job that runs again begins with the new try', async () => {
    const { server, run, jobId, url } = await withJob();
    const first = await claimSample(server);
    await first.log('first try');
    await first.finish();
    await updateRun(
      server,
      run.id,
      (state) => ({
        ...state,
        attempt: 2,
        status: 'queued',
        jobs: state.jobs.map((job) => ({ ...job, status: 'queued', conclusion: null, result: null })),
      }),
      { jobId, spec: { permissions: {} } },
    );
    const reader = await readEvents(url);
    const second = await claimSample(server);
    await second.log('second try');
    await second.finish();
    expect(await reader.rest()).toMatchObject([{ id: '2:0', data: { x: 'second try' } }, { event: 'end' }]);
  });

  it('of one attempt ends with it', async () => {
    const { server, url } = await withJob();
    const first = await claimSample(server);
    await first.log('first');
    await first.lose();
    await claimSample(server);
    const events = await (await readEvents(`${url}?attempt=1`)).rest();
    expect(events.map(({ event }) => event)).toEqual(['line', 'end']);
  });

  it('of a job that never ran is its end', async () => {
    const { server, run, url } = await withJob();
    await updateRun(server, run.id, (state) => ({
      ...state,
      jobs: state.jobs.map((job) => ({ ...job, status: 'completed', conclusion: 'skipped', result: 'skipped' })),
    }));
    expect(await (await readEvents(url)).rest()).toMatchObject([{ event: 'end', data: { conclusion: 'skipped' } }]);
  });

  it('refuses a place that is none', async () => {
    const { server, jobId } = await withJob();
    const answer = await server.call('GET', `/api/v1/jobs/${jobId}/log/stream?after=nonsense`);
    expect(answer).toMatchObject({ status: 400, json: { error: { code: 'input_invalid' } } });
  });

  it('carries every line once, however many there are', async () => {
    const { server, url } = await withJob();
    const claimed = await claimSample(server);
    const reader = await readEvents(url);
    const texts = Array.from({ length: 5000 }, (_, n) => `line ${n}`);
    for (let n = 0; n < texts.length; n += 500) await claimed.log(...texts.slice(n, n + 500));
    expect((await reader.take(5000)).map(textOf)).toEqual(texts);
  });

  it('waits for a reader that does not read, without filling the memory', async () => {
    const { server, url } = await withJob();
    const claimed = await claimSample(server);
    for (let n = 0; n < 40; n += 1) await claimed.log(...Array.from({ length: 16 }, () => 'x'.repeat(60_000)));
    let read = 0;
    const { blobs } = server.deps;
    const original = blobs.logs.read.bind(blobs.logs);
    Object.assign(blobs.logs, {
      async *read(range: Parameters<typeof original>[0]) {
        for await (const line of original(range)) {
          read += 1;
          yield line;
        }
      },
    });
    const { hostname, port, pathname } = new URL(url);
    const socket = connect(Number(port), hostname);
    socket.write(`GET ${pathname} HTTP/1.1\r\nHost: ${hostname}\r\nAuthorization: Bearer ${adminToken}\r\n\r\n`);
    await expect.poll(() => read).toBeGreaterThan(0);
    socket.pause();
    await settled(() => read);
    expect(read).toBeLessThan(640);
    socket.resume();
    await expect.poll(() => read, { timeout: 10_000 }).toBe(640);
    socket.destroy();
  });

  it('ends with the server', async () => {
    const { server, url } = await withJob();
    await (await claimSample(server)).log('one');
    const reader = await readEvents(url);
    await reader.take(1);
    server.stop.abort();
    expect(await reader.rest()).toEqual([]);
  });
});

/** Resolves once a value has stopped to change for a while. */
async function settled(value: () => number): Promise<void> {
  let [last, same] = [value(), 0];
  await expect
    .poll(() => {
      same = value() === last ? same + 1 : 0;
      last = value();
      return same;
    })
    .toBeGreaterThan(4);
}
