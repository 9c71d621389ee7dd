import { describe, expect, it } from 'vitest';
import { findJobs } from './find-job.ts';

const jobs = [
  { id: '7-aaaaaaaaaaaa', key: 'lint', name: 'Lint' },
  { id: '7-bbbbbbbbbbbb', key: 'test', name: 'test (20)' },
  { id: '7-cccccccccccc', key: 'test', name: 'test (24)' },
];

describe('findJobs', () => {
  it.each([
    ['7-aaaaaaaaaaaa', ['Lint']],
    ['lint', ['Lint']],
    ['TEST (24)', ['test (24)']],
    ['test', ['test (20)', 'test (24)']],
    ['li', ['Lint']],
  ])('%s names %j', (word, names) => expect(findJobs(jobs, word).map((job) => job.name)).toEqual(names));

  it('lists the jobs when none fits', () => {
    expect(() => findJobs(jobs, 'deploy')).toThrow("the run has no job 'deploy'");
  });
});
