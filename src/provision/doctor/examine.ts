import type { Check, Finding, Purpose } from './check.ts';
import type { Machine } from './machine.ts';

/** What `doctor` found, in the order of the table. */
export interface Examination {
  /** The worst of all findings. */
  state: Finding['state'];
  checks: (Finding & { name: string })[];
}

/** Makes all checks that `purpose` needs, side by side; absent: all. A check that breaks counts as failed. */
export async function examine(machine: Machine, checks: readonly Check[], purpose?: Purpose): Promise<Examination> {
  const wanted = checks.filter((check) => purpose === undefined || check.purposes.includes(purpose));
  const findings = await Promise.all(
    wanted.map(async (check) => ({ name: check.name, ...(await check.look(machine).catch(broken)) })),
  );
  return { state: worst(findings), checks: findings };
}

function broken(error: unknown): Finding {
  const why = error instanceof Error ? error.message : String(error);
  return { state: 'fail', seen: `the check broke: ${why}`, mend: 'This is a bug: please report it.' };
}

function worst(findings: readonly Finding[]): Finding['state'] {
  const states = findings.map(({ state }) => state);
  if (states.includes('fail')) return 'fail';
  return states.includes('warn') ? 'warn' : 'ok';
}
