import { platformRoutes } from '../../../contract/api/platform.ts';
import type { AgentView } from '../../../contract/views.ts';
import type { CommandContext } from '../../command.ts';
import { printData, printWidth } from '../../output/print.ts';
import { styleFor } from '../../output/style.ts';
import { formatTable } from '../../output/table.ts';
import { ageText, durationText } from '../../output/time-text.ts';
import { connect } from '../../remote/connection.ts';

export async function run(context: CommandContext): Promise<number> {
  const client = await connect(context);
  const { agents } = await client.call(platformRoutes.agents, {}, { signal: context.signal });
  printData(context, agents, () => linesFor(agents, context));
  if (agents.length === 0) context.stderr.write('No agents. They are started when a job waits.\n');
  return 0;
}

function linesFor(agents: AgentView[], context: CommandContext): string[] {
  if (agents.length === 0) return [];
  const style = styleFor(context.stdout, context.env);
  const now = Date.now();
  const paints = { starting: style.yellow, idle: style.dim, busy: style.green };
  return formatTable(
    [
      { title: 'AGENT' },
      { title: 'CLASS' },
      { title: 'STATE' },
      { title: 'JOB' },
      { title: 'ISOLATION' },
      { title: 'UP' },
      { title: 'SEEN' },
    ],
    agents.map((agent) => [
      { text: agent.name, paint: style.bold },
      agent.agentClass,
      { text: agent.state, paint: paints[agent.state] },
      agent.jobId ?? '',
      agent.isolation,
      durationText(now - agent.startedAt),
      ageText(agent.lastSeenAt, now),
    ]),
    printWidth(context.stdout),
    style.dim,
  );
}
