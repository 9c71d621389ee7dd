import { parse, stringify } from 'yaml';
import type { Triggers } from '../../contract/plan.ts';
import { parseWorkflow } from '../../workflow/parse-workflow.ts';
import type { WorkflowFile } from '../forge/port.ts';

/**
 * The triggers of a workflow file that is broken elsewhere: its `on` beside a job that does nothing. Null when not even
 * `on` can be read; then every event may have been meant, as on GitHub.
 */
export async function triggersOfBroken(file: WorkflowFile): Promise<Triggers | null> {
  const on = readOn(file.text);
  if (on === undefined) return null;
  const text = stringify({ on, jobs: { none: { 'runs-on': 'ubuntu-latest', steps: [{ run: 'true' }] } } });
  const parsed = await parseWorkflow({ path: file.path, text });
  return parsed.ok ? parsed.plan.on : null;
}

function readOn(text: string): unknown {
  try {
    const document: unknown = parse(text, { maxAliasCount: 100 });
    return typeof document === 'object' && document !== null && 'on' in document ? document.on : undefined;
  } catch {
    return undefined;
  }
}
