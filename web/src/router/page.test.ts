import { describe, expect, it } from 'vitest';
import { jobPath, lineOfHash, pageAt, repositoryPath, runPath } from './page.ts';

describe('addresses', () => {
  it.each([
    ['/', { name: 'runs' }],
    ['/runs/', { name: 'runs' }],
    [runPath('12'), { name: 'run', runId: '12' }],
    [jobPath('12-0123456789ab'), { name: 'job', jobId: '12-0123456789ab' }],
    ['/runs/12/jobs/12-0123456789ab', { name: 'job', jobId: '12-0123456789ab' }],
    ['/queue', { name: 'queue' }],
    ['/repositories', { name: 'repositories' }],
    [
      repositoryPath({ owner: 'ada', name: 'engine.js' }),
      { name: 'repository', repository: { owner: 'ada', name: 'engine.js' } },
    ],
    ['/repositories/ada', { name: 'unknown' }],
    ['/runs/x', { name: 'unknown' }],
    ['/../etc', { name: 'unknown' }],
  ])('%s names its page', (path, page) => {
    expect(pageAt(path)).toEqual(page);
  });

  it('finds the line of a permalink', () => {
    expect(['#L12', '#L0', '#12', ''].map(lineOfHash)).toEqual([12, null, null, null]);
  });
});
