import { readComponents } from '../../../provision/components.ts';
import type { Finding, Purpose } from '../../../provision/doctor/check.ts';
import { allChecks } from '../../../provision/doctor/checks.ts';
import { devicePluginVersion } from '../../../provision/doctor/device-plugin.ts';
import { type Examination, examine } from '../../../provision/doctor/examine.ts';
import type { SandboxTrial } from '../../../provision/doctor/machine.ts';
import { machineAt } from '../../../provision/doctor/machine-at.ts';
import { infraFolder } from '../../../provision/infra-folder.ts';
import { probeIsolation } from '../../../runner/executor/probe.ts';
import type { CommandContext } from '../../command.ts';
import { textOption } from '../../option-values.ts';
import { printData } from '../../output/print.ts';
import { type Colour, type Style, styleFor } from '../../output/style.ts';
import { dataFolder } from '../../remote/data-folder.ts';

const looks: Record<Finding['state'], { mark: string; colour: Colour }> = {
  ok: { mark: '✓', colour: 'green' },
  warn: { mark: '!', colour: 'yellow' },
  fail: { mark: '✗', colour: 'red' },
};

export async function run(context: CommandContext): Promise<number> {
  const machine = machineAt('/', { dataDir: dataFolder(context), sandbox });
  const checks = allChecks({ devicePlugin: devicePluginVersion(readComponents(infraFolder())) });
  const examination = await examine(machine, checks, purposeOf(context));
  printData(context, examination, () => lines(examination, styleFor(context.stdout, context.env)));
  return examination.state === 'fail' ? 1 : 0;
}

function purposeOf(context: CommandContext): Purpose | undefined {
  const given = textOption(context, 'for');
  return given === 'embedded' || given === 'cluster' ? given : undefined;
}

async function sandbox(): Promise<SandboxTrial> {
  const { isolation, reason } = await probeIsolation('auto');
  return { works: isolation === 'sandbox', seen: reason };
}

function lines({ checks }: Examination, style: Style): string[] {
  const width = Math.max(...checks.map(({ name }) => name.length));
  const found = checks.flatMap(({ name, state, seen, mend }) => {
    const { mark, colour } = looks[state];
    const line = `${style[colour](mark)} ${name.padEnd(width)}  ${seen}`;
    return mend === undefined ? [line] : [line, `${' '.repeat(width + 4)}${style.dim('->')} ${mend}`];
  });
  return [...found, '', summary(checks)];
}

function summary(checks: Examination['checks']): string {
  const count = (state: Finding['state']): number => checks.filter((check) => check.state === state).length;
  return `${count('ok')} ok, ${count('warn')} to look at, ${count('fail')} failed`;
}
