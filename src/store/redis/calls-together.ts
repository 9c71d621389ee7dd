import { list } from './reply.ts';
import type { Script } from './script.ts';

/** One call that waits for the end of its turn. */
interface Call {
  values: string[];
  resolve: (answer: unknown) => void;
  reject: (error: unknown) => void;
}

/** Calls of one run at most: Redis does nothing else meanwhile, and one takes some 50 µs. */
const most = 64;

/**
 * Sends the calls of one script that were made in one turn of the event loop as one, so that what each run of a script costs
 * (parsing, setting up Lua, a wake-up for every listener) is paid once. The first call waits for no other: nothing is
 * held back longer than the turn. `send` answers one value a call, in their order; a value that is an Error is for its
 * call alone.
 */
export function callsTogether(send: (script: Script, values: string[]) => Promise<unknown>) {
  const waiting = new Map<Script, Call[]>();

  async function flush(script: Script): Promise<void> {
    const calls = waiting.get(script) ?? [];
    waiting.delete(script);
    for (let first = 0; first < calls.length; first += most) void sendAll(script, calls.slice(first, first + most));
  }

  async function sendAll(script: Script, calls: Call[]): Promise<void> {
    try {
      const answers = list(
        await send(
          script,
          calls.flatMap(({ values }) => values),
        ),
      );
      for (const [nth, call] of calls.entries()) settle(call, answers[nth]);
    } catch (error) {
      for (const { reject } of calls) reject(error);
    }
  }

  return (script: Script, values: string[]): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const calls = waiting.get(script);
      if (calls !== undefined) {
        calls.push({ values, resolve, reject });
        return;
      }
      waiting.set(script, [{ values, resolve, reject }]);
      process.nextTick(flush, script);
    });
}

function settle({ resolve, reject }: Call, answer: unknown): void {
  if (answer instanceof Error) reject(answer);
  else resolve(answer);
}
