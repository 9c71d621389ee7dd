import type { DiskView } from '../../../contract/views.ts';
import type { ComponentStatus } from '../../../provision/status/component-status.ts';
import type { PlatformStatus } from '../../../provision/status/platform-status.ts';
import type { CommandContext } from '../../command.ts';
import { printWidth } from '../../output/print.ts';
import { sizeText } from '../../output/size-text.ts';
import { type Style, styleFor } from '../../output/style.ts';
import { type Cell, formatTable } from '../../output/table.ts';
import { oneLine } from '../../output/terminal-text.ts';
import { ageText, durationText } from '../../output/time-text.ts';

const colours = { ready: 'green', 'not ready': 'red', absent: 'dim' } as const;
const dayMilliseconds = 86_400_000;
/** A certificate that ends sooner than this is shown in yellow. */
const soonDays = 30;

/** Status for people: a table of components, why some are not ready, the queue, the agents. */
export function statusLines(status: PlatformStatus, { stdout, env }: Pick<CommandContext, 'stdout' | 'env'>): string[] {
  const style = styleFor(stdout, env);
  const width = printWidth(stdout);
  const faults = status.components.flatMap(({ component, reasons }) =>
    reasons.map((reason) => `${style.red('✗')} ${component}: ${oneLine(reason)}`),
  );
  const problem = status.serverProblem === null ? [] : [`${style.red('✗')} ${oneLine(status.serverProblem)}`];
  return [
    style.dim(status.cluster),
    ...componentTable(status.components, style, width),
    ...faults,
    ...problem,
    ...diskLines(status.disks, style),
    ...queueLines(status, style, width),
  ];
}

/** One line a disk that has no room; data and shared folder are mostly on one. */
function diskLines(disks: readonly DiskView[], style: Style): string[] {
  const short = disks.filter(({ state }) => state !== 'well');
  const lines = short.map(({ state, size, available }) => {
    const sign = state === 'full' ? style.red('✗') : style.yellow('!');
    return `${sign} The server's disk is ${state}: ${sizeText(available)} of ${sizeText(size)} are left (docs/retention.md).`;
  });
  return [...new Set(lines)];
}

function componentTable(components: readonly ComponentStatus[], style: Style, width: number): string[] {
  const titles = ['COMPONENT', 'VERSION', 'STATE', 'PODS', 'BACKUP', 'CERTIFICATE', 'ADDRESS'];
  const columns = titles.map((title) => (title === 'ADDRESS' ? { title, shrink: true } : { title }));
  return formatTable(
    columns,
    components.map((item) => [
      item.component,
      versionText(item),
      { text: item.state, paint: style[colours[item.state]] },
      item.wanted === 0 ? '' : `${item.ready}/${item.wanted}`,
      item.lastBackup === null ? '' : ageText(Date.parse(item.lastBackup), Date.now()),
      certificateCell(item, style),
      item.endpoints.join(' '),
    ]),
    width,
    style.dim,
  );
}

function versionText({ version, wantedVersion }: ComponentStatus): string {
  if (version === null || version === wantedVersion) return version ?? '';
  return `${version} (${wantedVersion} is available)`;
}

function certificateCell({ certificateEnds }: ComponentStatus, style: Style): Cell {
  if (certificateEnds === null) return { text: '' };
  const days = Math.floor((Date.parse(certificateEnds) - Date.now()) / dayMilliseconds);
  return { text: days < 0 ? 'ended' : `${days} d left`, ...(days < soonDays ? { paint: style.yellow } : {}) };
}

function queueLines({ queue, agents }: PlatformStatus, style: Style, width: number): string[] {
  if (queue === null) return [];
  if (queue.classes.length === 0) return ['', 'No job waits or runs.'];
  const right = 'right' as const;
  const columns = [
    { title: 'CLASS' },
    { title: 'WAITING', align: right },
    { title: 'RUNNING', align: right },
    { title: 'AGENTS', align: right },
    { title: 'OLDEST WAITS', align: right },
  ];
  const rows = queue.classes.map(({ agentClass, waiting, running, oldestWaitingMilliseconds: oldest }) => [
    agentClass,
    String(waiting),
    String(running),
    String(agents.filter((agent) => agent.agentClass === agentClass).length),
    oldest === null ? '' : durationText(oldest),
  ]);
  return ['', ...formatTable(columns, rows, width, style.dim)];
}
