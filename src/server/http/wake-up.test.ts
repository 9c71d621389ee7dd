import { describe, expect, it } from 'vitest';
import type { Topic } from '../../store/port/signals.ts';
import { localSignals } from '../../store/sqlite/signals.ts';
import { listenFor } from './wake-up.ts';

const never = new AbortController().signal;
const long = 3_600_000;
const topic: Topic = 'log:1';

describe('waiting for signals', () => {
  it('ends with a signal', async () => {
    const signals = localSignals();
    const wakeUp = listenFor(signals, [topic, 'runs']);
    const waiting = wakeUp.wait(never, long);
    signals.publish('runs');
    await waiting;
    wakeUp.close();
  });

  it('does not miss a signal that came between two waits, and counts it once', async () => {
    const signals = localSignals();
    const wakeUp = listenFor(signals, [topic]);
    signals.publish(topic);
    await wakeUp.wait(never, long);
    let woken = false;
    const waiting = wakeUp.wait(never, long).then(() => {
      woken = true;
    });
    await new Promise(setImmediate);
    expect(woken).toBe(false);
    signals.publish(topic);
    await waiting;
  });

  it('ends by itself when signals are lost', async () => {
    await listenFor(localSignals(), [topic]).wait(never, 1);
  });

  it('ends when the reader goes away, before or while it waits', async () => {
    const wakeUp = listenFor(localSignals(), [topic]);
    const reader = new AbortController();
    const waiting = wakeUp.wait(reader.signal, long);
    reader.abort();
    await waiting;
    await wakeUp.wait(reader.signal, long);
  });
});
