import { readdir } from 'node:fs/promises';
import { delimiter } from 'node:path';
import type { ComponentContext } from '../../context.ts';
import { runProgram } from '../../tools/run-program.ts';

type Runs = Pick<ComponentContext, 'env' | 'signal'>;

/** Links of flannel, the bridge of the pods and kube-proxy (k3s-killall.sh). */
const links = ['cni0', 'flannel.1', 'flannel-v6.1', 'flannel-wg', 'flannel-wg-v6', 'kube-ipvs0'];

/** Chains and comments by which kube-proxy, flannel, the CNI plugins and the network policies know their rules. */
const ours = /KUBE-|CNI-|flannel|cali-/i;

/**
 * Removes network namespaces of pods, links and firewall rules of a k3s that has stopped. All other rules stay.
 * `auxiliary`: folder of the iptables that k3s brings, for machines without their own.
 */
export async function cleanNetwork(context: Runs, auxiliary: string): Promise<void> {
  const env = {
    ...context.env,
    PATH: [context.env.PATH, '/usr/sbin', '/sbin', auxiliary].filter(Boolean).join(delimiter),
  };
  const runs = { env, signal: context.signal };
  const namespaces = (await readdir('/run/netns').catch(() => [])).filter((name) => name.startsWith('cni-'));
  for (const name of namespaces) await runProgram('ip', ['netns', 'delete', name], runs);
  for (const link of [...(await podLinks(runs)), ...links]) await runProgram('ip', ['link', 'delete', link], runs);
  for (const version of ['iptables', 'ip6tables']) await dropRules(version, runs);
}

/** The ends of pods' links on their bridge: the kernel takes its time to remove them with the namespace of the other end. */
async function podLinks(runs: Runs): Promise<string[]> {
  const { stdout } = await runProgram('ip', ['-oneline', 'link', 'show', 'master', 'cni0'], runs);
  return [...stdout.matchAll(/^\d+: ([^:@]+)/gm)].map(([, name = '']) => name);
}

async function dropRules(program: string, runs: Runs): Promise<void> {
  const saved = await runProgram(`${program}-save`, [], runs).catch(() => null);
  if (saved === null || saved.code !== 0 || !ours.test(saved.stdout)) return;
  const kept = saved.stdout.split('\n').filter((line) => !ours.test(line));
  await runProgram(`${program}-restore`, [], { ...runs, input: kept.join('\n') });
}
