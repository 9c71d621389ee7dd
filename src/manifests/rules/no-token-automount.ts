import type { Rule } from '../lint/rule.ts';

export const noTokenAutomount: Rule = {
  name: 'no-token-automount',
  summary: 'The API token is not mounted into pods and ServiceAccounts that do not ask for it',
  group: 'security',
  severity: 'error',
  pod({ spec, path }, tell) {
    if (spec.automountServiceAccountToken !== undefined) return;
    const hint =
      'Set automountServiceAccountToken: false (or true, with the reason in a comment, when it calls the API).';
    tell(path, 'the pod does not say whether it needs the API token', hint, 'inside');
  },
  object({ kind, value }, tell) {
    if (kind !== 'ServiceAccount' || value.automountServiceAccountToken === false) return;
    const isGiven = value.automountServiceAccountToken !== undefined;
    const path = isGiven ? ['automountServiceAccountToken'] : ['metadata'];
    tell(
      path,
      'every pod of the ServiceAccount gets its token',
      'Set automountServiceAccountToken: false.',
      isGiven ? 'value' : 'key',
    );
  },
};
