import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { raibidCli } from '../../../src/cli/testing/capture.ts';
import { killCommand, type Moment } from './kill-command.ts';

/** `raibid-cli` of a person with a home of their own, on the bed's cluster. */
export interface BedCli {
  /** The home, for files of the test. */
  home: string;
  /** Answers standard output; rejects, with what was said, unless it ends with 0. */
  run(...words: string[]): Promise<string>;
  /** What is said on standard error by a command that ends with 0. */
  tells(...words: string[]): Promise<string>;
  /** What is said and printed by a command that must not end with 0. */
  fails(...words: string[]): Promise<string>;
  /** Kills a command and all that it started, as a power cut would (see `killCommand`); answers what it said. */
  killAt(moment: Moment, ...words: string[]): Promise<string>;
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
      if (code !== 0) return stderr + stdout;
      throw new Error(`raibid-cli ${words.join(' ')} ended well:\n${stdout}`);
    },
    killAt: (moment, ...words) =>
      killCommand([...words, '--kubeconfig', kubeconfig], { PATH: process.env.PATH, HOME: home }, moment),
    close: () => rm(home, { recursive: true, force: true }),
  };
}

/** Options of `setup` for components that have their charts elsewhere. */
export function upstreamCharts(): string[] {
  return ['--charts', dirname(process.env.RAIBID_KEDA_CHART ?? '')];
}
