import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { RaibidError } from '../../../shared/errors.ts';
import type { ComponentContext } from '../../context.ts';

/** A program in a container that runs. */
export interface InPod {
  namespace: string;
  /** `pod/name`, `deployment/name`, `statefulset/name`. */
  target: string;
  container: string;
  command: readonly string[];
  /** A short text for its standard input, such as a password. */
  input?: string;
}

/** Writes what the program prints to a file, byte for byte. Throws `provision_failed` with what it complained about. */
export async function outputToFile(context: ComponentContext, place: InPod, file: string): Promise<void> {
  const target = await open(file, 'wx', 0o600);
  try {
    await runInPod(context, place, [inputOf(place), target.fd]);
    await target.sync();
  } finally {
    await target.close();
  }
}

/** Gives a file to the program as its standard input. */
export async function fileToInput(context: ComponentContext, place: InPod, file: string): Promise<void> {
  const source = await open(file, 'r');
  try {
    await runInPod(context, place, [source.fd, 'ignore']);
  } finally {
    await source.close();
  }
}

/** Runs the program for what it does. Throws like the others. */
export async function runQuietly(context: ComponentContext, place: InPod): Promise<void> {
  await runInPod(context, place, [inputOf(place), 'ignore']);
}

function inputOf({ input }: InPod): 'ignore' | 'pipe' {
  return input === undefined ? 'ignore' : 'pipe';
}

async function runInPod(
  context: ComponentContext,
  { namespace, target, container, command, input: given }: InPod,
  [input, output]: [number | 'ignore' | 'pipe', number | 'ignore'],
): Promise<void> {
  const { kubectl } = await context.cluster();
  const words = [
    'exec',
    '--namespace',
    namespace,
    ...(input === 'ignore' ? [] : ['--stdin']),
    '--container',
    container,
  ];
  // What follows -- belongs to the program: the options for the cluster stand before it.
  const all = [...kubectl.argumentsFor([...words, target]), '--', ...command];
  const child = spawn(kubectl.file, all, {
    stdio: [input, output, 'pipe'],
    env: { ...context.env },
    signal: context.signal,
  });
  // A program that ends before it has read everything says why on standard error.
  child.stdin?.on('error', () => undefined).end(given ?? '');
  const [complaint, [code]] = await Promise.all([
    child.stderr === null ? '' : text(child.stderr),
    once(child, 'close'),
  ]);
  if (code === 0) return;
  throw new RaibidError('provision_failed', `${command[0]} in ${namespace}/${target} failed: ${complaint.trim()}`);
}
