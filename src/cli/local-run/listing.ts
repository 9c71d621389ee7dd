import type { WorkflowPlan } from '../../contract/plan.ts';
import { counted } from '../output/counted.ts';
import type { Style } from '../output/style.ts';
import { formatTable } from '../output/table.ts';
import { oneLine } from '../output/terminal-text.ts';
import { eventNames } from './event-names.ts';
import type { ReadWorkflow } from './workflows.ts';

/** A row for every job of every workflow; a workflow that cannot be read has one row that says so. */
export function listLines(workflows: ReadWorkflow[], style: Style, width: number): string[] {
  const columns = [
    { title: 'WORKFLOW', shrink: true },
    { title: 'JOB', shrink: true },
    { title: 'NEEDS', shrink: true },
    { title: 'EVENTS' },
    { title: 'FILE' },
  ];
  const rows = workflows.flatMap(({ path, parsed }) => {
    if (!parsed.ok) return [['', { text: counted(parsed.problems.length, 'problem'), paint: style.red }, '', '', path]];
    const { plan } = parsed;
    return plan.jobs.map((job) => [
      { text: oneLine(plan.name), paint: style.bold },
      job.key,
      job.needs.join(', '),
      eventNames(plan.on).join(', '),
      path,
    ]);
  });
  return formatTable(columns, rows, width, style.dim);
}

/** The same for programs. */
export function listDocument(workflows: ReadWorkflow[]): object[] {
  return workflows.map(({ path, parsed }) =>
    parsed.ok ? planDocument(path, parsed.plan) : { path, problems: parsed.problems },
  );
}

function planDocument(path: string, plan: WorkflowPlan): object {
  const jobs = plan.jobs.map(({ key, needs, strategy }) => ({ key, needs, matrix: strategy?.matrix !== undefined }));
  return { path, name: plan.name, events: eventNames(plan.on), jobs };
}
