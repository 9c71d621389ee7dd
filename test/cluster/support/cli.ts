import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { raibidCli } from '../../../src/cli/testing/capture.ts';
import { programCommand } from '../../../src/shared/program-command.ts';

/** `raibid-cli` of a person with a home of their own, on the bed's cluster. */
export interface BedCli {
  /** The home, for files of the test. */
  home: string;
  /** Answers standard output; rejects, with what was said, unless it ends with 0. */
  run(...words: string[]): Promise<string>;
  /** What is said on standard error by a command that ends with 0. */
  tells(...words: string[]): Promise<string>;
  /** What is said on standard error by a command that must fail. */
  fails(...words: string[]): Promise<string>;
  /**
   * Starts a command as a process and ends it with all that it started, as a power cut would, once it says this on standard
   * error or after this many milliseconds; answers what it said. Rejects when it ended by itself before it said that.
   */
  killAt(moment: RegExp | number, ...words: string[]): Promise<string>;
  close(): Promise<void>;
}

/** Commands that wait for components, and take `--timeout`. */
const patient = new Set(['setup', 'upgrade', 'rollback', 'teardown', 'backup', 'restore', 'secrets']);

/**
 * Makes the home. The certificate authority and the note of the last backup are kept there. `timeout` is for commands that
 * wait, where the words name none.
 */
export async function openCli(timeout = '4m'): Promise<BedCli> {
  const home = await mkdtemp(join(tmpdir(), 'raibid-cluster-cli-'));
  const kubeconfig = process.env.KUBECONFIG ?? '';
  const env = { PATH: process.env.PATH, HOME: home, KUBECONFIG: kubeconfig };
  const done = (words: string[]) => {
    const isPatient = patient.has(words[0] ?? '') && !words.includes('--timeout');
    return raibidCli([...words, '--kubeconfig', kubeconfig, ...(isPatient ? ['--timeout', timeout] : [])], { env });
  };
  const well = async (words: string[]) => {
    const captured = await done(words);
    if (captured.code === 0) return captured;
    throw new Error(`raibid-cli ${words.join(' ')} ended with ${captured.code}:\n${captured.stderr}`);
  };
  return {
    home,
    run: async (...words) => (await well(words)).stdout,
    tells: async (...words) => (await well(words)).stderr,
    async fails(...words) {
      const { code, stdout, stderr } = await done(words);
      if (code !== 0) return stderr;
      throw new Error(`raibid-cli ${words.join(' ')} ended well:\n${stdout}`);
    },
    killAt: (moment, ...words) =>
      killAt(moment, [...words, '--kubeconfig', kubeconfig], { PATH: process.env.PATH, HOME: home }),
    close: () => rm(home, { recursive: true, force: true }),
  };
}

async function killAt(moment: RegExp | number, words: string[], env: NodeJS.ProcessEnv): Promise<string> {
  const child = spawn(...commandOf(words), { detached: true, stdio: ['ignore', 'ignore', 'pipe'], env });
  const ended = once(child, 'exit');
  const kill = () => process.kill(-(child.pid ?? 0), 'SIGKILL');
  const timer = typeof moment === 'number' ? setTimeout(kill, moment) : null;
  let said = '';
  for await (const line of createInterface(child.stderr)) {
    said += `${line}\n`;
    if (!(moment instanceof RegExp && moment.test(line))) continue;
    kill();
    break;
  }
  if (timer !== null) clearTimeout(timer);
  const [, signal] = await ended;
  if (signal === 'SIGKILL' || typeof moment === 'number') return said;
  throw new Error(`raibid-cli ${words.join(' ')} ended before it said ${moment}:\n${said}`);
}

function commandOf(words: string[]): [string, string[]] {
  const [node, file] = programCommand('raibid-cli');
  return [node, [file, ...words]];
}

/** Options of `setup` for components that have their charts elsewhere. */
export function upstreamCharts(): string[] {
  return ['--charts', dirname(process.env.RAIBID_KEDA_CHART ?? '')];
}
