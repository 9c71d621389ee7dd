import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { runShown } from './command.ts';
import type { Tally } from './test-checks.ts';

const reportSchema = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
    }),
  ),
});

/** Runs vitest and counts. A skipped test counts as failed, and so does a file that could not be read. */
export async function runVitest(words: string[]): Promise<Tally> {
  const folder = await mkdtemp(join(tmpdir(), 'raibid-test-'));
  const file = join(folder, 'report.json');
  try {
    console.log('\n> vitest');
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
    const code = await runShown('vitest', ['run', ...reporters, ...words]);
    return tallyOf(reportSchema.parse(JSON.parse(await readFile(file, 'utf8'))), code);
  } catch (error) {
    return { passed: 0, failed: 1, names: [`vitest: ${error instanceof Error ? error.message : error}`] };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function tallyOf(report: z.infer<typeof reportSchema>, exitCode: number): Tally {
  const names = report.testResults.flatMap((file) => {
    const failed = file.assertionResults.filter((test) => test.status !== 'passed');
    if (failed.length === 0 && file.status === 'failed') return [file.name];
    return failed.map((test) => `${file.name}: ${test.fullName}`);
  });
  // Errors outside of tests (an unhandled rejection) fail the run without a failed test.
  if (names.length === 0 && exitCode !== 0) names.push(`vitest ended with ${exitCode}`);
  return { passed: report.numPassedTests, failed: names.length, names };
}
