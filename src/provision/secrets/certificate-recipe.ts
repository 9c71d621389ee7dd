import { issueFor, readAuthority, renewalReason } from '../certificates/authority.ts';
import { effectiveValues, textValue } from '../chart/chart-values.ts';
import type { ComponentContext } from '../context.ts';
import type { SecretRecipe } from './recipe.ts';

/** The TLS Secret of a chart's Ingress, for the value `host`, unless a cert-manager issuer is to make it. */
export function certificateRecipe(name: string): SecretRecipe {
  return {
    name,
    type: 'kubernetes.io/tls',
    isWanted: (context) => {
      const values = effectiveValues(context);
      return textValue(values, 'ingress', 'clusterIssuer') === '' && textValue(values, 'ingress', 'tlsSecret') === name;
    },
    make: async (context) => {
      const { certificate, key } = await issueFor(context.paths.config, hostOf(context));
      return { 'tls.crt': certificate, 'tls.key': key };
    },
    renewal: async (context, values) =>
      renewalReason(values['tls.crt'] ?? '', hostOf(context), await readAuthority(context.paths.config)),
  };
}

function hostOf(context: ComponentContext): string {
  return textValue(effectiveValues(context), 'host');
}
