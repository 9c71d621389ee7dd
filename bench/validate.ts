/**
 * Compares `raibid-cli validate` with kubeconform on the same documents, cold processes in turn:
 * `node bench/validate.ts [--documents 5000] [--rounds 7] [--json]`. Needs Go (it builds kubeconform and its schemas).
 */
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { documentOf } from './validate-documents.ts';
import { installKubeconform, writePeerSchemas } from './validate-peer.ts';

const { values: options } = parseArgs({
  options: {
    documents: { type: 'string', default: '5000' },
    rounds: { type: 'string', default: '7' },
    json: { type: 'boolean', default: false },
  },
});

interface Subject {
  name: string;
  command: string;
  args: string[];
}

const work = await mkdtemp(join(tmpdir(), 'raibid-bench-'));
try {
  const figures = await measure(work);
  if (options.json) console.log(JSON.stringify(figures));
  else console.table(figures);
} finally {
  await rm(work, { recursive: true, force: true });
}

async function measure(folder: string): Promise<object[]> {
  const documents = join(folder, 'documents');
  const one = join(folder, 'one');
  await mkdir(documents);
  await mkdir(one);
  const count = Number(options.documents);
  const texts = Array.from({ length: count }, (_, number) => documentOf(number));
  for (const [number, text] of texts.entries()) await writeFile(join(documents, `${number}.yaml`), text);
  await writeFile(join(one, 'all.yaml'), texts.join('---\n'));
  const kubeconform = await installKubeconform(join(folder, 'bin'));
  const schemas = await writePeerSchemas(join(folder, 'schemas'));
  return [
    { what: `${count} files`, ...compare(documents, kubeconform, schemas) },
    { what: `one file of ${count} documents`, ...compare(one, kubeconform, schemas) },
  ];
}

/** Each round runs both, so that a slow moment of the machine meets both alike; the median of the ratios counts. */
function compare(path: string, kubeconform: string, schemas: string): object {
  const ours = { name: 'raibid-cli', command: process.execPath, args: [entryPoint(), 'validate', path] };
  const theirs = { name: 'kubeconform', command: kubeconform, args: ['-strict', '-schema-location', schemas, path] };
  const rounds = Array.from({ length: Number(options.rounds) }, () => [time(ours), time(theirs)] as const);
  return {
    'raibid-cli ms': Math.round(median(rounds.map(([own]) => own))),
    'kubeconform ms': Math.round(median(rounds.map(([, peer]) => peer))),
    'times as fast': Number(median(rounds.map(([own, peer]) => peer / own)).toFixed(2)),
  };
}

function entryPoint(): string {
  return join(import.meta.dirname, '../src/bin/raibid-cli.ts');
}

function time({ name, command, args }: Subject): number {
  const start = performance.now();
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${name} ended with ${status}: ${stderr.slice(0, 500)}`);
  return performance.now() - start;
}

function median(values: number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}
