import { runRoutes } from '../../../contract/api/runs.ts';
import { statusSchema } from '../../../contract/status.ts';
import type { RunSummary } from '../../../contract/views.ts';
import type { CommandContext } from '../../command.ts';
import { numberOption, textOption } from '../../option-values.ts';
import { printData, printWidth } from '../../output/print.ts';
import { markOf, outcomeOf, paintOutcome, wordOf } from '../../output/status-text.ts';
import { styleFor } from '../../output/style.ts';
import { type Cell, formatTable } from '../../output/table.ts';
import { oneLine } from '../../output/terminal-text.ts';
import { ageText, elapsedText } from '../../output/time-text.ts';
import { connect } from '../../remote/connection.ts';
import { fullRepositoryName } from '../../remote/repository-name.ts';

export async function run(context: CommandContext): Promise<number> {
  const client = await connect(context);
  const repository = textOption(context, 'repo');
  const query = {
    repository: repository === undefined ? undefined : fullRepositoryName(repository),
    status: statusSchema.optional().parse(textOption(context, 'status')),
    ref: textOption(context, 'ref'),
    event: textOption(context, 'event'),
    workflow: textOption(context, 'workflow'),
    sha: textOption(context, 'sha'),
    limit: numberOption(context, 'limit', { min: 1, max: 200 }),
  };
  const { runs } = await client.call(runRoutes.list, { query }, { signal: context.signal });
  printData(context, runs, () => linesFor(runs, context));
  if (runs.length === 0) context.stderr.write('No runs.\n');
  return 0;
}

const columns = [
  { title: '' },
  { title: 'RUN' },
  { title: 'TITLE', shrink: true },
  { title: 'WORKFLOW', shrink: true },
  { title: 'REPOSITORY', shrink: true },
  { title: 'REF', shrink: true },
  { title: 'EVENT' },
  { title: 'RESULT' },
  { title: 'TIME', align: 'right' as const },
  { title: 'AGE', align: 'right' as const },
];

function linesFor(runs: RunSummary[], context: CommandContext): string[] {
  if (runs.length === 0) return [];
  const style = styleFor(context.stdout, context.env);
  const now = Date.now();
  const row = (run: RunSummary): (Cell | string)[] => {
    const outcome = outcomeOf(run);
    const paint = paintOutcome(outcome, style);
    return [
      { text: markOf(outcome), paint },
      { text: run.id, paint: style.bold },
      oneLine(run.title),
      oneLine(run.workflow.name),
      run.repository,
      oneLine(run.refName),
      run.event,
      { text: wordOf(outcome), paint },
      elapsedText(run.startedAt, run.completedAt, now),
      { text: ageText(run.createdAt, now), paint: style.dim },
    ];
  };
  return formatTable(columns, runs.map(row), printWidth(context.stdout), style.dim);
}
