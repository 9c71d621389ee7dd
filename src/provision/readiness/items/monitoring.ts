import { z } from 'zod';
import type { ComponentContext } from '../../context.ts';
import { withPortForward } from '../../port-forward.ts';
import { serverPlace } from '../../server/server-api.ts';
import type { ReadinessItem } from '../item.ts';
import { noneWhereUnknown } from '../pods.ts';

const namesSchema = z.object({ items: z.array(z.looseObject({ metadata: z.looseObject({ name: z.string() }) })) });
const monitoringApi = '/apis/monitoring.coreos.com/v1/namespaces';
/** Components whose charts bring figures and alerts of their own. */
const watched = ['redis', 'gitea', 'server'];

export const monitoring: ReadinessItem = {
  name: 'monitoring',
  demand: 'Redis, Gitea and the server are scraped and have alerts, and the server gives its figures.',
  async look({ present }) {
    const contexts = present.filter(({ entry }) => watched.includes(entry.name));
    const seen = await Promise.all(contexts.map(monitorsOf));
    const figures = await figuresOf(present);
    return {
      evidence: [
        ...seen.map(({ name, monitors, rules }) => `${name}: ${monitors} monitors, ${rules} sets of alerts`),
        `the server gives ${figures} figures at /metrics`,
      ],
      faults: [
        ...seen.flatMap(({ name, monitors, rules }) => [
          ...(monitors === 0 ? [`${name} is not scraped`] : []),
          ...(rules === 0 ? [`${name} has no alerts`] : []),
        ]),
        ...(figures === 0 ? ['the server gives no figures'] : []),
      ],
      mend: 'Install the Prometheus Operator, and set monitoring.enabled in the values of the three.',
    };
  },
};

async function monitorsOf(context: ComponentContext) {
  const { kube } = await context.cluster();
  const { name, namespace } = context.entry;
  const count = async (plural: string): Promise<number> => {
    const answer = await kube
      .request('GET', `${monitoringApi}/${namespace}/${plural}`, { signal: context.signal })
      .catch(noneWhereUnknown);
    return namesSchema.parse(answer).items.length;
  };
  const monitors = (await count('servicemonitors')) + (await count('podmonitors'));
  return { name, monitors, rules: await count('prometheusrules') };
}

/** Lines of Prometheus's text that carry a value. */
async function figuresOf(present: readonly ComponentContext[]): Promise<number> {
  const server = present.find(({ entry }) => entry.name === 'server');
  if (server === undefined) return 0;
  return withPortForward(server, serverPlace, async ({ host, port }) => {
    const answer = await fetch(`http://${host}:${port}/metrics`, { signal: server.signal });
    const text = answer.ok ? await answer.text() : '';
    return text.split('\n').filter((line) => line !== '' && !line.startsWith('#')).length;
  });
}
