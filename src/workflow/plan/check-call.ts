import type { CallPlan, JobPlan, PlannedFile } from '../../contract/plan.ts';
import { isExpression, type Template } from '../../contract/template.ts';

/** What is wrong with how a job calls a workflow: the first fault, or null. */
export function checkCall(job: JobPlan, call: CallPlan, called: PlannedFile): { message: string; hint: string } | null {
  const { inputs = {}, secrets = {} } = called.on.workflow_call ?? {};
  const fault =
    namesFault('input', call.with, inputs, called.path) ??
    (call.secrets === 'inherit' ? null : namesFault('secret', call.secrets, secrets, called.path));
  if (fault !== null) return fault;
  for (const [name, value] of Object.entries(call.with)) {
    const type = find(inputs, name)?.type ?? 'string';
    if (!fits(value, type)) {
      return {
        message: `\`${JSON.stringify(value)}\` is no ${type} for the input \`${name}\``,
        hint: 'Correct the value.',
      };
    }
  }
  if (job.concurrency !== undefined && called.concurrency !== undefined) {
    return {
      message: `Both the job and \`${called.path}\` name a concurrency group`,
      hint: 'A call holds one group: leave one of them out.',
    };
  }
  return null;
}

type Definitions = Record<string, { required: boolean; default?: Template }>;

function namesFault(
  what: 'input' | 'secret',
  given: Record<string, Template>,
  defined: Definitions,
  path: string,
): { message: string; hint: string } | null {
  const unknown = Object.keys(given).find((name) => find(defined, name) === undefined);
  if (unknown !== undefined) {
    const names = Object.keys(defined).join(', ') || 'none';
    return { message: `\`${path}\` has no ${what} \`${unknown}\``, hint: `It has: ${names}.` };
  }
  const missing = Object.entries(defined).find(
    ([name, { required, default: preset }]) => required && preset === undefined && find(given, name) === undefined,
  );
  if (missing === undefined) return null;
  const place = what === 'input' ? 'with' : 'secrets';
  return {
    message: `\`${path}\` needs the ${what} \`${missing[0]}\``,
    hint: `Give it below \`${place}:\` of the job.`,
  };
}

/** Names of inputs and secrets ignore case. */
function find<Member>(members: Record<string, Member>, name: string): Member | undefined {
  const key = Object.keys(members).find((one) => one.toLowerCase() === name.toLowerCase());
  return key === undefined ? undefined : members[key];
}

function fits(value: Template, type: 'string' | 'number' | 'boolean'): boolean {
  if (isExpression(value) || type === 'string') return true;
  if (type === 'boolean') return typeof value === 'boolean';
  return typeof value === 'number';
}
