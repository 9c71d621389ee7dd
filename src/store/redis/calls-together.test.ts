import { describe, expect, it } from 'vitest';
import { callsTogether } from './calls-together.ts';
import { script } from './script.ts';

const one = script('one', [], ' return 1 ');
const other = script('other', [], ' return 2 ');

/** What was sent, each time as the values of all its calls; the answers are the first value of each call of two. */
function recorded(answer = (value: string): unknown => value) {
  const sent: string[][] = [];
  const call = callsTogether(async (_, values) => {
    sent.push(values);
    return values.filter((_, nth) => nth % 2 === 0).map(answer);
  });
  return { sent, call };
}

describe('calls of one turn', () => {
  it('go out together, each with its own answer', async () => {
    const { sent, call } = recorded();
    const answers = await Promise.all([call(one, ['a', '1']), call(one, ['b', '2']), call(one, ['c', '3'])]);
    expect(answers).toEqual(['a', 'b', 'c']);
    expect(sent).toEqual([['a', '1', 'b', '2', 'c', '3']]);
  });

  it('are together also when answers that come together cause them', async () => {
    const { sent, call } = recorded();
    const twice = async (name: string): Promise<unknown> => call(one, [`${await call(one, [name, ''])} again`, '']);
    expect(await Promise.all(['a', 'b'].map(twice))).toEqual(['a again', 'b again']);
    expect(sent).toHaveLength(2);
  });

  it('of different scripts go apart, and those of later turns too', async () => {
    const { sent, call } = recorded();
    await Promise.all([call(one, ['a', '']), call(other, ['b', ''])]);
    await call(one, ['c', '']);
    expect(sent).toEqual([
      ['a', ''],
      ['b', ''],
      ['c', ''],
    ]);
  });

  it('are not more than 64', async () => {
    const { sent, call } = recorded();
    await Promise.all(Array.from({ length: 150 }, (_, nth) => call(one, [String(nth), ''])));
    expect(sent.map((values) => values.length / 2)).toEqual([64, 64, 22]);
  });

  it('fail alone when their answer is an error, and all when there is no answer', async () => {
    const { call } = recorded((value) => (value === 'bad' ? new Error('no such job') : value));
    const outcomes = await Promise.allSettled([call(one, ['good', '']), call(one, ['bad', ''])]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    const away = callsTogether(async () => Promise.reject(new Error('away')));
    const lost = await Promise.allSettled([away(one, ['a']), away(one, ['b'])]);
    expect(lost.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });
});
