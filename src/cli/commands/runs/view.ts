import type { CommandContext } from '../../command.ts';
import { printData, printWidth } from '../../output/print.ts';
import { runLines } from '../../output/run-text.ts';
import { styleFor } from '../../output/style.ts';
import { connect } from '../../remote/connection.ts';
import { findRun } from '../../remote/find-run.ts';

export async function run(context: CommandContext): Promise<number> {
  const found = await findRun(await connect(context), context);
  const style = styleFor(context.stdout, context.env);
  printData(context, found, () => runLines(found, style, printWidth(context.stdout), Date.now()));
  return 0;
}
