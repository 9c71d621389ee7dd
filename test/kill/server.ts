import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { fakeTime } from '../../scripts/test-packages.ts';
import type { ServerConfigInput } from '../../src/contract/config.ts';
import { endProcess } from '../../src/shared/end-process.ts';
import { until } from '../support/until.ts';

const program = fileURLToPath(new URL('./quick-server.ts', import.meta.url));

/** A server that is killed and started again, always on the same port. */
export interface KilledServer {
  url: string;
  start(): Promise<void>;
  /** SIGKILL. */
  kill(): Promise<void>;
  /** Its last words when it ended by itself, which nothing that is done to it may lead to. */
  endedByItself(): string | null;
}

/** `clock`: a file that says by how much the server's wall clock is moved, as libfaketime reads it (`+5h`). */
export function killedServer(config: ServerConfigInput & { port: number }, clock: string): KilledServer {
  const url = `http://127.0.0.1:${config.port}`;
  const moved = { FAKETIME_TIMESTAMP_FILE: clock, FAKETIME_NO_CACHE: '1', FAKETIME_DONT_FAKE_MONOTONIC: '1' };
  let child: ChildProcess | null = null;
  let said = '';
  const answers = (): Promise<boolean> =>
    fetch(`${url}/livez`).then(
      ({ ok }) => ok,
      () => false,
    );
  return {
    url,
    start: async () => {
      const env = { ...process.env, LD_PRELOAD: fakeTime, ...moved };
      const started = spawn(process.execPath, [program, JSON.stringify(config)], {
        stdio: ['ignore', 'ignore', 'pipe'],
        env,
      });
      child = started;
      said = '';
      started.stderr.setEncoding('utf8').on('data', (text: string) => {
        said = (said + text).slice(-2_000);
      });
      await until(
        'the server answers',
        async () => {
          if (started.exitCode !== null) throw new Error(`the server ended: ${said}`);
          return answers();
        },
        240,
      );
    },
    kill: async () => {
      const killed = child;
      child = null;
      if (killed !== null) await endProcess(killed, 'SIGKILL');
    },
    endedByItself: () => (child === null || (child.exitCode === null && child.signalCode === null) ? null : said),
  };
}
