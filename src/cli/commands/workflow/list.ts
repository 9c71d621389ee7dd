import { basename } from 'node:path';
import { repositoryRoutes } from '../../../contract/api/repositories.ts';
import type { WorkflowView } from '../../../contract/views.ts';
import type { CommandContext } from '../../command.ts';
import { requiredArgument, textOption } from '../../option-values.ts';
import { printData, printWidth } from '../../output/print.ts';
import { styleFor } from '../../output/style.ts';
import { formatTable } from '../../output/table.ts';
import { connect } from '../../remote/connection.ts';
import { repositoryParams } from '../../remote/repository-name.ts';

export async function run(context: CommandContext): Promise<number> {
  const client = await connect(context);
  const params = repositoryParams(requiredArgument(context, 'repository'));
  const query = { ref: textOption(context, 'ref') };
  const list = await client.call(repositoryRoutes.workflows, { params, query }, { signal: context.signal });
  printData(context, list, () => linesFor(list.workflows, context));
  if (list.workflows.length === 0) context.stderr.write(`No workflow file at ${list.ref}.\n`);
  for (const { path, problem } of list.workflows) {
    if (problem !== null) context.stderr.write(`${path}:${problem.line}:${problem.column}: ${problem.message}\n`);
  }
  return 0;
}

function linesFor(workflows: WorkflowView[], context: CommandContext): string[] {
  if (workflows.length === 0) return [];
  const style = styleFor(context.stdout, context.env);
  return formatTable(
    [{ title: 'FILE' }, { title: 'NAME' }, { title: 'STARTED BY' }, { title: 'INPUTS' }],
    workflows.map(({ path, name, events, inputs, problem }) => [
      { text: basename(path), paint: style.bold },
      problem === null ? name : { text: 'cannot be read', paint: style.red },
      events.join(', '),
      inputsText(inputs),
    ]),
    printWidth(context.stdout),
    style.dim,
  );
}

/** `level=low, count*`: names with their defaults, a `*` where a value must be given. */
function inputsText(inputs: WorkflowView['inputs']): string {
  return Object.entries(inputs ?? {})
    .map(([name, { required, default: preset }]) => {
      if (preset !== undefined) return `${name}=${preset}`;
      return required ? `${name}*` : name;
    })
    .join(', ');
}
