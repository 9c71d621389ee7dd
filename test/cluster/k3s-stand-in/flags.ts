import { readdir, readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from 'zod';

/** Flags of `k3s server` that the stand-in knows; k3s has the same names in config.yaml (docs.k3s.io, "k3s server"). */
const known = [
  'config',
  'data-dir',
  'write-kubeconfig',
  'write-kubeconfig-mode',
  'private-registry',
  'tls-san',
  'secrets-encryption',
  'kube-apiserver-arg',
  'kube-controller-manager-arg',
  'kubelet-arg',
  'disable',
  'node-label',
  'node-name',
  'flannel-backend',
];

export interface Settings {
  dataDir: string;
  kubeconfig: string;
  kubeconfigMode: number;
  registries: string;
  /** Everything, by flag. */
  all: Record<string, unknown>;
}

/** What command line and configuration files say together. Throws as k3s does for a flag that it does not have. */
export async function readSettings(words: string[]): Promise<Settings> {
  const flags: Record<string, unknown> = Object.fromEntries(words.map(splitFlag));
  const file = String(flags.config ?? '/etc/rancher/k3s/config.yaml');
  const all = { ...(await readFiles(file)), ...flags };
  const unknown = Object.keys(all).find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Error(`flag provided but not defined: -${unknown}`);
  return {
    dataDir: String(all['data-dir'] ?? '/var/lib/rancher/k3s'),
    kubeconfig: String(all['write-kubeconfig'] ?? '/etc/rancher/k3s/k3s.yaml'),
    kubeconfigMode: Number.parseInt(String(all['write-kubeconfig-mode'] ?? '600'), 8),
    registries: String(all['private-registry'] ?? '/etc/rancher/k3s/registries.yaml'),
    all,
  };
}

function splitFlag(word: string): [name: string, value: string] {
  const [, name, value] = /^--?([\w-]+)=(.*)$/.exec(word) ?? [];
  if (name === undefined || value === undefined) throw new Error(`the stand-in takes --flag=value only, not ${word}`);
  return [name, value];
}

/** config.yaml, then the files of config.yaml.d in the order of their names: a later one wins. */
async function readFiles(file: string): Promise<Record<string, unknown>> {
  const dropIns = (await readdir(`${file}.d`).catch(() => [])).filter((name) => name.endsWith('.yaml')).sort();
  const texts = [file, ...dropIns.map((name) => `${file}.d/${name}`)].map((path) => readFile(path, 'utf8'));
  const parts = (await Promise.all(texts)).map((text) => z.record(z.string(), z.unknown()).parse(parse(text)));
  return Object.assign({}, ...parts);
}
