import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { githubOutput, jsonOutput, junitOutput, sarifOutput } from '../../../manifests/output/machine.ts';
import { findingLines, type Painters, summaryLines } from '../../../manifests/output/people.ts';
import { exitCode, type Report } from '../../../manifests/validate/report.ts';
import { packageVersion } from '../../../shared/package-version.ts';
import type { CommandContext } from '../../command.ts';
import { isSwitchedOn, textOption } from '../../option-values.ts';
import { printLines } from '../../output/print.ts';
import { styleFor } from '../../output/style.ts';

const formats: Record<string, (report: Report, command: string) => string> = {
  json: jsonOutput,
  github: githubOutput,
  sarif: (report) => sarifOutput(report, packageVersion()),
  junit: junitOutput,
};

/** Prints a report in the wanted format and answers the exit code. Findings go to stdout, the summary to stderr. */
export function printReport(context: CommandContext, command: string, report: Report, stdin?: Uint8Array): number {
  const format = formats[textOption(context, 'output') ?? 'text'];
  if (format) context.stdout.write(format(report, command));
  else printFindings(context, report, styleFor(context.stdout, context.env), stdin);
  const verbose = isSwitchedOn(context, 'verbose');
  printLines(context.stderr, summaryLines(report, styleFor(context.stderr, context.env), verbose));
  return exitCode(report);
}

function printFindings(context: CommandContext, report: Report, paint: Painters, stdin: Uint8Array | undefined): void {
  const texts = new Map<string, string | undefined>();
  if (stdin) texts.set('stdin', new TextDecoder().decode(stdin));
  for (const finding of report.findings) {
    if (!texts.has(finding.file)) texts.set(finding.file, readSource(resolve(context.cwd, finding.file)));
    printLines(context.stdout, findingLines(finding, texts.get(finding.file), paint));
  }
}

function readSource(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').replace(/^\ufeff/, '');
  } catch {
    return undefined;
  }
}
