import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { raibidCli } from '../../../src/cli/testing/capture.ts';

/** `raibid-cli` of a person with a home of their own, on the bed's cluster. */
export interface BedCli {
  /** The home, for files of the test. */
  home: string;
  /** Answers standard output; rejects, with what was said, unless it ends with 0. */
  run(...words: string[]): Promise<string>;
  /** What is said on standard error by a command that must fail. */
  fails(...words: string[]): Promise<string>;
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
  return {
    home,
    async run(...words) {
      const { code, stdout, stderr } = await done(words);
      if (code === 0) return stdout;
      throw new Error(`raibid-cli ${words.join(' ')} ended with ${code}:\n${stderr}`);
    },
    async fails(...words) {
      const { code, stdout, stderr } = await done(words);
      if (code !== 0) return stderr;
      throw new Error(`raibid-cli ${words.join(' ')} ended well:\n${stdout}`);
    },
    close: () => rm(home, { recursive: true, force: true }),
  };
}

/** Options of `setup` for components that have their charts elsewhere. */
export function upstreamCharts(): string[] {
  return ['--charts', dirname(process.env.RAIBID_KEDA_CHART ?? '')];
}
