import type { ComponentContext } from '../../provision/context.ts';
import { trackContext } from '../../provision/setup/component-context.ts';
import type { ReportProgress, SetupOptions } from '../../provision/setup/setup-options.ts';
import { RaibidError } from '../../shared/errors.ts';

/** The context of Flux, with which the infra repository is read, changed and waited for. */
export function fluxContext(options: SetupOptions, report: ReportProgress = () => undefined): ComponentContext {
  const entry = options.entries.find(({ name }) => name === 'flux');
  if (entry === undefined) throw new RaibidError('config_invalid', 'components.yaml has no component flux');
  return trackContext(options, entry, report).context;
}
