import type { ComponentEntry } from '../../../provision/components.ts';
import { rollBackInGit } from '../../../provision/flux/git-rollback.ts';
import { infraRepository } from '../../../provision/flux/infra-repository.ts';
import { loadComponent } from '../../../provision/setup/component-code.ts';
import { trackContext } from '../../../provision/setup/component-context.ts';
import { rollBack } from '../../../provision/setup/rollback.ts';
import type { ReportProgress, SetupOptions } from '../../../provision/setup/setup-options.ts';
import { RaibidError } from '../../../shared/errors.ts';
import type { CommandContext } from '../../command.ts';
import { numberOption, requiredArgument, textOption } from '../../option-values.ts';
import { printData } from '../../output/print.ts';
import { ownershipOf } from '../../provision/git-owner.ts';
import { openProgress } from '../../provision/progress.ts';
import { setupOptionsOf } from '../../provision/setup-options.ts';

/** What was brought back, for people and for programs. */
interface Outcome {
  evidence: string[];
  closing: string;
  document: object;
}

export async function run(context: CommandContext): Promise<number> {
  const component = requiredArgument(context, 'component');
  const asked = await setupOptionsOf({ ...context, arguments: { ...context.arguments, component: [component] } });
  const [entry] = asked.chosen;
  if (entry === undefined || asked.chosen.length > 1) throw new RaibidError('usage', 'name one component');
  const revision = numberOption(context, 'revision', { min: 1, max: 1_000_000 }) ?? null;
  const commit = textOption(context, 'commit') ?? null;
  const { isGit, options } = await ownershipOf(context, asked.options);
  if (isGit && revision !== null) throw new RaibidError('usage', 'Git owns this platform: name a --commit instead');
  if (!isGit && commit !== null) throw new RaibidError('usage', 'Git does not own this platform: name a --revision');
  const progress = openProgress(context);
  try {
    const outcome = isGit
      ? await throughGit(options, entry, commit, progress.report)
      : await byHelm(options, entry, revision, progress.report);
    progress.end();
    printData(context, { component, evidence: outcome.evidence, ...outcome.document }, () => [
      ...outcome.evidence.map((line) => `✓ ${component}: ${line}`),
      outcome.closing,
    ]);
    return 0;
  } finally {
    progress.end();
  }
}

async function byHelm(
  options: SetupOptions,
  entry: ComponentEntry,
  wanted: number | null,
  report: ReportProgress,
): Promise<Outcome> {
  const { evidence, revision, version } = await rollBack(options, entry, wanted, report);
  const closing = `${entry.name} is at revision ${revision} again (${version}).`;
  return { evidence, closing, document: { revision, version } };
}

async function throughGit(
  options: SetupOptions,
  entry: ComponentEntry,
  wanted: string | null,
  report: ReportProgress,
): Promise<Outcome> {
  const { context } = trackContext(options, entry, report);
  const { restored, commit } = await rollBackInGit(context, wanted);
  const evidence = await (await loadComponent(entry)).verify(context);
  report({ component: entry.name, state: 'done', text: `as in commit ${restored.slice(0, 10)} again, works` });
  const closing = `${entry.name} is as in commit ${restored.slice(0, 10)} again, by commit ${commit.slice(0, 10)} of ${infraRepository}.`;
  return { evidence, closing, document: { restored, commit } };
}
