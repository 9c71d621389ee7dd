import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { parse, parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { helmFolder } from '../../../src/manifests/testing/helm.ts';

const execute = promisify(execFile);

export const root = fileURLToPath(new URL('../../..', import.meta.url));
export const infra = join(root, 'infra');
export const charts = ['redis', 'gitea', 'server', 'agents'] as const;
export const valuesFiles = ['values.yaml', 'values-dev.yaml', 'values-test.yaml'] as const;

export interface Ended {
  code: number;
  out: string;
  err: string;
}

/** Runs a program with a real helm on its PATH; never rejects, unless the program is not there. */
export async function run(program: string, words: string[], cwd = root): Promise<Ended> {
  const env = { ...process.env, PATH: `${helmFolder()}:${process.env.PATH ?? ''}` };
  try {
    const { stdout, stderr } = await execute(program, words, { cwd, env, maxBuffer: 64 * 1024 * 1024 });
    return { code: 0, out: stdout, err: stderr };
  } catch (error) {
    const ended = z.object({ code: z.number(), stdout: z.string(), stderr: z.string() }).safeParse(error);
    if (!ended.success) throw new Error(`${program} is needed: install it`, { cause: error });
    return { code: ended.data.code, out: ended.data.stdout, err: ended.data.stderr };
  }
}

/** The version of k3s in components.yaml, as the scripts read it. */
export async function pinnedK3s(): Promise<string> {
  return (await run(join(infra, 'scripts/component.sh'), ['k3s', 'version'])).out.trim();
}

const objectSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string(), namespace: z.string().optional() }),
});
export type KubernetesObject = z.infer<typeof objectSchema>;

/** The objects of a YAML text. */
export function objectsOf(text: string): KubernetesObject[] {
  return parseAllDocuments(text)
    .map((document) => document.toJS() as unknown)
    .filter((value) => value !== null)
    .map((value) => objectSchema.parse(value));
}

/** Renders a chart of infra/ as helm does, with more arguments such as `--set`. */
export async function render(component: string, ...words: string[]): Promise<KubernetesObject[]> {
  const { code, out, err } = await run('helm', ['template', 'release', join(infra, component, 'chart'), ...words]);
  if (code !== 0) throw new Error(err);
  return objectsOf(out);
}

/** A YAML file of infra/, checked with a schema. */
export async function readYaml<T>(path: string, schema: z.ZodType<T>): Promise<T> {
  return schema.parse(parse(await readFile(join(infra, path), 'utf8')));
}
