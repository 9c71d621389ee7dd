import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gitIn } from './bench-git.ts';
import { type Figure, median, rounded } from './figures.ts';
import { timeProgram } from './run-program.ts';

export interface StepOverheadOptions {
  /** How raibid-cli is started. */
  program: readonly string[];
  rounds: number;
  env: Readonly<Record<string, string | undefined>>;
  /** Path of nektos/act, to measure beside it. */
  act: string | undefined;
  signal: AbortSignal;
}

/** Milliseconds a step of one round, each taken right after the other. */
export interface StepRound {
  raibid: number;
  act?: number;
  /** bash alone, started by a shell: what no runner can do without. */
  bash: number;
}

const few = 10;
const many = 110;

/**
 * What a step that does nothing costs: a workflow with 110 steps minus one with 10, so that the start of the program
 * does not count. `raibid-cli run` and act's host mode take turns, so that both meet the same machine.
 */
export async function measureSteps(options: StepOverheadOptions): Promise<StepRound[]> {
  const tree = await makeTree();
  try {
    const rounds: StepRound[] = [];
    while (rounds.length < options.rounds && !options.signal.aborted) {
      rounds.push(await oneRound(tree, options));
    }
    return rounds;
  } finally {
    await rm(tree, { recursive: true, force: true });
  }
}

async function makeTree(): Promise<string> {
  const tree = await mkdtemp(join(tmpdir(), 'raibid-bench-steps-'));
  const folder = join(tree, '.github/workflows');
  await mkdir(folder, { recursive: true });
  for (const steps of [few, many]) await writeFile(join(folder, fileOf(steps)), stepsWorkflow(steps));
  const git = gitIn(tree, '');
  await git('init', '--quiet', '--initial-branch=main');
  await git('add', '--all');
  await git('commit', '--quiet', '--message', 'Add workflows');
  return tree;
}

function fileOf(steps: number): string {
  return `steps-${steps}.yml`;
}

/** A job with so many steps that do nothing. */
export function stepsWorkflow(steps: number): string {
  const list = "      - run: 'true'\n".repeat(steps);
  return `on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n${list}`;
}

async function oneRound(tree: string, { program, env, act }: StepOverheadOptions): Promise<StepRound> {
  const ours = (steps: number) => timeProgram([...program, 'run', fileOf(steps)], { cwd: tree, env });
  const raibid = ((await ours(many)) - (await ours(few))) / (many - few);
  const bash = await bashAlone(tree, env);
  if (act === undefined) return { raibid, bash };
  const flags = ['push', '-P', 'ubuntu-latest=-self-hosted', '-W'];
  const theirs = (steps: number) =>
    timeProgram([act, ...flags, `.github/workflows/${fileOf(steps)}`], { cwd: tree, env });
  return { raibid, bash, act: ((await theirs(many)) - (await theirs(few))) / (many - few) };
}

async function bashAlone(cwd: string, env: StepOverheadOptions['env']): Promise<number> {
  const loop = `n=0; while [ $n -lt ${many} ]; do bash -e -c true; n=$((n + 1)); done`;
  return (await timeProgram(['sh', '-c', loop], { cwd, env })) / many;
}

export function stepFigures(rounds: StepRound[]): Figure[] {
  const peers = rounds.flatMap(({ act }) => (act === undefined ? [] : [act]));
  const ours: Figure = {
    what: 'a step that does nothing, raibid-cli run',
    value: rounded(median(rounds.map(({ raibid }) => raibid))),
    unit: 'ms',
  };
  const floor: Figure = {
    what: 'the same, bash alone in a loop of sh',
    value: rounded(median(rounds.map(({ bash }) => bash))),
    unit: 'ms',
  };
  if (peers.length === 0) return [ours, floor];
  const ratios = rounds.map(({ raibid, act = Number.NaN }) => raibid / act);
  return [
    ours,
    floor,
    { what: 'the same, act in host mode', value: rounded(median(peers)), unit: 'ms' },
    { what: 'raibid-cli run as a share of act', value: rounded(median(ratios)), unit: '', goal: { most: 0.5 } },
  ];
}
