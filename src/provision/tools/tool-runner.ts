import { basename } from 'node:path';
import { RaibidError } from '../../shared/errors.ts';
import type { Cluster, ToolRunner } from '../context.ts';
import type { FoundTool } from './find-tool.ts';
import { runProgram } from './run-program.ts';

/** Name of the option that chooses a context, which helm and kubectl call differently. */
const contextOption: Record<string, string> = { helm: '--kube-context', kubectl: '--context' };

/** Runs a found program against a cluster; `signal` ends it. */
export function createToolRunner(
  name: 'helm' | 'kubectl',
  { file, version }: FoundTool,
  { kubeconfig, contextName }: Pick<Cluster, 'kubeconfig' | 'contextName'>,
  { env, signal }: { env: Readonly<Record<string, string | undefined>>; signal: AbortSignal },
): ToolRunner {
  const fixed = ['--kubeconfig', kubeconfig];
  if (contextName !== null) fixed.push(contextOption[name] ?? '--context', contextName);
  const argumentsFor = (words: readonly string[]): string[] => [...words, ...fixed];
  return {
    file,
    version,
    argumentsFor,
    async run(words, options = {}) {
      const limits = [
        signal,
        ...(options.timeoutMilliseconds ? [AbortSignal.timeout(options.timeoutMilliseconds)] : []),
      ];
      const { code, stdout, stderr } = await runProgram(file, argumentsFor(words), {
        env,
        signal: AbortSignal.any(limits),
        ...(options.input === undefined ? {} : { input: options.input }),
      });
      if (code === 0) return stdout;
      throw new RaibidError('provision_failed', `${basename(file)} ${words[0] ?? ''} failed: ${stderr.trim()}`);
    },
  };
}
