import type { JobPlan, WorkflowPlan } from '../../contract/plan.ts';
import { fitTo, widthOf } from '../output/terminal-text.ts';

const widestBox = 40;

/**
 * The jobs of a workflow as boxes, a row for those that can start together. A workflow's graph is no tree and lines
 * between many boxes cannot be read, so that each box says in words what it needs:
 *
 *     ╭──────╮  ╭──────╮
 *     │ lint │  │ test │
 *     ╰──────╯  ╰──────╯
 *         ▼
 *     ╭──────────────────╮
 *     │ build            │
 *     │ needs lint, test │
 *     ╰──────────────────╯
 */
export function graphLines(plan: WorkflowPlan, width: number): string[] {
  const rows = levelsOf(plan.jobs).map((jobs) => rowLines(jobs, width));
  return rows.flatMap((lines, index) => (index === 0 ? lines : ['    ▼', ...lines]));
}

function rowLines(jobs: JobPlan[], width: number): string[] {
  const texts = jobs.map(boxText);
  const height = Math.max(...texts.map((lines) => lines.length));
  const boxes = texts.map((lines) => boxLines([...lines, ...Array<string>(height - lines.length).fill('')]));
  return wrapBoxes(boxes, width).flatMap((line) => sideBySide(line));
}

function boxText(job: JobPlan): string[] {
  const lines = [job.strategy?.matrix === undefined ? job.key : `${job.key} (matrix)`];
  if (job.needs.length > 0) lines.push(`needs ${job.needs.join(', ')}`);
  if (job.if !== undefined) lines.push(`if ${job.if.$expr}`);
  return lines.map((line) => fitTo(line, widestBox));
}

function boxLines(lines: string[]): string[] {
  const width = Math.max(...lines.map(widthOf));
  const bar = '─'.repeat(width + 2);
  return [`╭${bar}╮`, ...lines.map((line) => `│ ${line}${' '.repeat(width - widthOf(line))} │`), `╰${bar}╯`];
}

/** Boxes of one level in as many lines as the width asks for. */
function wrapBoxes(boxes: string[][], width: number): string[][][] {
  const lines: string[][][] = [];
  let used = Number.POSITIVE_INFINITY;
  for (const box of boxes) {
    const boxWidth = widthOf(box[0] ?? '') + 2;
    if (used + boxWidth > width) {
      lines.push([]);
      used = 0;
    }
    lines.at(-1)?.push(box);
    used += boxWidth;
  }
  return lines;
}

function sideBySide(boxes: string[][]): string[] {
  const height = boxes[0]?.length ?? 0;
  return Array.from({ length: height }, (_, index) => boxes.map((box) => box[index] ?? '').join('  '));
}

/** Jobs by the number of steps from the start: a job stands one level after the last that it needs. */
function levelsOf(jobs: readonly JobPlan[]): JobPlan[][] {
  const byKey = new Map(jobs.map((job) => [job.key, job]));
  const known = new Map<string, number>();
  const levelOf = (job: JobPlan): number => {
    const seen = known.get(job.key);
    if (seen !== undefined) return seen;
    const before = job.needs.flatMap((key) => byKey.get(key) ?? []);
    const level = Math.max(-1, ...before.map(levelOf)) + 1;
    known.set(job.key, level);
    return level;
  };
  const levels: JobPlan[][] = [];
  for (const job of jobs) {
    const level = levelOf(job);
    levels[level] = [...(levels[level] ?? []), job];
  }
  return levels;
}
