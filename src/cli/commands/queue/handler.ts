import type { z } from 'zod';
import { platformRoutes } from '../../../contract/api/platform.ts';
import type { CommandContext } from '../../command.ts';
import { printData, printWidth } from '../../output/print.ts';
import { type Style, styleFor } from '../../output/style.ts';
import { formatTable } from '../../output/table.ts';
import { oneLine } from '../../output/terminal-text.ts';
import { ageText, durationText } from '../../output/time-text.ts';
import { connect } from '../../remote/connection.ts';

type Queue = z.infer<typeof platformRoutes.queue.answer>;

export async function run(context: CommandContext): Promise<number> {
  const client = await connect(context);
  const queue = await client.call(platformRoutes.queue, {}, { signal: context.signal });
  const style = styleFor(context.stdout, context.env);
  const width = printWidth(context.stdout);
  printData(context, queue, () => [...classLines(queue, style, width), ...deadLetterLines(queue, style, width)]);
  return 0;
}

function classLines(queue: Queue, style: Style, width: number): string[] {
  if (queue.classes.length === 0) return ['No job waits or runs.'];
  const right = 'right' as const;
  return formatTable(
    [
      { title: 'CLASS' },
      { title: 'WAITING', align: right },
      { title: 'RUNNING', align: right },
      { title: 'IDLE AGENTS', align: right },
      { title: 'MOST', align: right },
      { title: 'OLDEST WAITS', align: right },
    ],
    queue.classes.map((item) => [
      item.agentClass,
      String(item.waiting),
      String(item.running),
      String(item.idleAgents),
      item.maxAgents === null ? '' : String(item.maxAgents),
      item.oldestWaitingMilliseconds === null ? '' : durationText(item.oldestWaitingMilliseconds),
    ]),
    width,
    style.dim,
  );
}

function deadLetterLines(queue: Queue, style: Style, width: number): string[] {
  if (queue.deadLetters.length === 0) return [];
  const rows = queue.deadLetters.map((letter) => [
    letter.jobId,
    oneLine(letter.name),
    { text: oneLine(letter.reason), paint: style.red },
    ageText(letter.at, Date.now()),
  ]);
  const columns = [
    { title: 'JOB' },
    { title: 'NAME', shrink: true },
    { title: 'REASON', shrink: true },
    { title: 'SINCE' },
  ];
  return ['', style.bold('Given up (raibid-cli jobs retry <job>):'), ...formatTable(columns, rows, width, style.dim)];
}
