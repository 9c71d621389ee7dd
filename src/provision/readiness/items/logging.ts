import { z } from 'zod';
import { parsedJson } from '../../../shared/parsed-json.ts';
import type { ReadinessItem } from '../item.ts';

const podsSchema = z.object({
  items: z.array(
    z.looseObject({
      metadata: z.looseObject({ name: z.string() }),
      status: z.looseObject({ phase: z.string().default('') }).prefault({}),
    }),
  ),
});
/** One line of the server's log, as pino writes it. */
const lineSchema = z.looseObject({ level: z.number(), time: z.number(), msg: z.string() });
const tailLines = 50;

export const logging: ReadinessItem = {
  name: 'logging',
  demand: 'Every pod of the server writes its log as lines of JSON with level, time and message.',
  async look({ present }) {
    const server = present.find(({ entry }) => entry.name === 'server');
    if (server === undefined)
      return { evidence: [], faults: ['the server is not there'], mend: 'raibid-cli setup server' };
    const { kube } = await server.cluster();
    const base = `/api/v1/namespaces/${server.entry.namespace}/pods`;
    const query = { labelSelector: 'app.kubernetes.io/name=raibid-server' };
    const { items } = podsSchema.parse(await kube.request('GET', base, { query, signal: server.signal }));
    const running = items.filter(({ status }) => status.phase === 'Running');
    const logs = await Promise.all(
      running.map(async ({ metadata: { name } }) => {
        const text = await kube.request('GET', `${base}/${name}/log`, { query: { tailLines }, signal: server.signal });
        const lines = String(typeof text === 'string' ? text : JSON.stringify(text))
          .split('\n')
          .filter(Boolean);
        return {
          name,
          lines: lines.length,
          faulty: lines.filter((line) => !lineSchema.safeParse(parsedJson(line)).success),
        };
      }),
    );
    return {
      evidence: logs.map(({ name, lines, faulty }) => `${name}: ${lines - faulty.length} of ${lines} lines read`),
      faults: [
        ...(running.length === 0 ? ['no pod of the server runs'] : []),
        ...logs.flatMap(({ name, faulty: [first] }) =>
          first === undefined ? [] : [`${name} wrote: ${first.slice(0, 120)}`],
        ),
      ],
      mend: 'Look at the pod: kubectl -n raibid-server logs.',
    };
  },
};
