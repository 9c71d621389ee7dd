import { RaibidError } from '../../../shared/errors.ts';
import { programCommand } from '../../../shared/program-command.ts';
import { type Bench, benches } from '../../bench/bench-table.ts';
import { type Figure, goalText, reachesGoal, thisMachine } from '../../bench/figures.ts';
import type { CommandContext } from '../../command.ts';
import { numberOption } from '../../option-values.ts';
import { printData, printWidth } from '../../output/print.ts';
import { type Style, styleFor } from '../../output/style.ts';
import { formatTable } from '../../output/table.ts';

export async function run(context: CommandContext): Promise<number> {
  const chosen = choose(context.arguments.name);
  const results: { name: string; title: string; figures: Figure[] }[] = [];
  for (const bench of chosen) {
    const { name, title } = bench;
    context.stderr.write(`${title}...\n`);
    const { figures } = await bench.measure(optionsOf(context));
    results.push({ name, title, figures });
    if (context.signal.aborted) return 130;
  }
  const style = styleFor(context.stdout, context.env);
  printData(context, { machine: thisMachine(), results }, () => tableLines(results, style, printWidth(context.stdout)));
  return results.every(({ figures }) => figures.every(reachesGoal)) ? 0 : 1;
}

function choose(names: string | string[] | undefined): readonly Bench[] {
  const wanted = [names ?? []].flat();
  const known: readonly Bench[] = benches;
  const unknown = wanted.find((name) => known.every((bench) => bench.name !== name));
  if (unknown !== undefined) {
    const list = known.map(({ name }) => name).join(', ');
    throw new RaibidError('usage', `there is no bench '${unknown}'; there are ${list}`);
  }
  return wanted.length === 0 ? known : known.filter(({ name }) => wanted.includes(name));
}

function optionsOf(context: CommandContext) {
  const { isTTY } = context.stderr;
  return {
    program: programCommand('raibid-cli'),
    env: context.env,
    pushes: numberOption(context, 'pushes', { min: 1, max: 100_000 }) ?? 50,
    signal: context.signal,
    onProgress: (text: string) => void (isTTY && context.stderr.write(`\r${text}`)),
  };
}

function tableLines(results: { title: string; figures: Figure[] }[], style: Style, width: number): string[] {
  const rows = results.flatMap(({ figures }) =>
    figures.map((figure) => [
      { text: figure.what },
      { text: String(figure.value), paint: reachesGoal(figure) ? style.green : style.red },
      { text: figure.unit },
      { text: goalText(figure) },
    ]),
  );
  const columns = [
    { title: 'WHAT', shrink: true },
    { title: 'VALUE', align: 'right' as const },
  ];
  return formatTable([...columns, { title: 'UNIT' }, { title: 'GOAL' }], rows, width, style.dim);
}
