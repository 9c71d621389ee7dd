import type { Rule } from '../lint/rule.ts';
import { isObject } from '../manifest.ts';

export const ingressTls: Rule = {
  name: 'ingress-tls',
  summary: 'Every host of an Ingress has TLS',
  group: 'security',
  severity: 'error',
  object({ kind, value }, tell) {
    if (kind !== 'Ingress' || !isObject(value.spec)) return;
    const { rules, tls } = value.spec;
    const secured = (Array.isArray(tls) ? tls : []).flatMap((each) =>
      isObject(each) ? (Array.isArray(each.hosts) ? each.hosts : ['']) : [],
    );
    for (const [index, rule] of (Array.isArray(rules) ? rules : []).entries()) {
      const host = isObject(rule) && typeof rule.host === 'string' ? rule.host : '';
      if (secured.includes(host) || secured.includes('')) continue;
      const path = ['spec', 'rules', index, ...(host === '' ? [] : ['host'])];
      tell(path, `the host ${host || '(any)'} has no TLS`, 'Add it under spec.tls with a secretName.');
    }
  },
};
