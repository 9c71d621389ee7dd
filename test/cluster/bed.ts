import { bedNamed } from './node/bed.ts';
import { isVerb, usage, verbs } from './verbs.ts';

/**
 * `npm run bed -- <verb> [--name <bed>] ...`: a Kubernetes of one node on this machine, to develop and test against. See
 * docs/testing.md.
 */
async function main(words: string[]): Promise<number> {
  const { name, rest } = takeName(words);
  const [verb = '', ...arguments_] = rest;
  if (!isVerb(verb)) {
    console.error(usage());
    return 2;
  }
  if (process.getuid?.() !== 0) throw new Error('a bed makes namespaces and mounts: run it as root');
  return verbs[verb].run(bedNamed(name), arguments_);
}

/** `--name` counts before the verb or right behind it; later words belong to the program that is run. */
function takeName(words: string[]): { name: string; rest: string[] } {
  const at = words.indexOf('--name');
  if (at !== 0 && at !== 1) return { name: process.env.RAIBID_BED ?? 'dev', rest: words };
  return { name: words[at + 1] ?? '', rest: [...words.slice(0, at), ...words.slice(at + 2)] };
}

process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(`bed: ${error instanceof Error ? error.message : error}`);
  return 1;
});
