import { get } from './cluster.ts';

/** The values of a Secret of a component. */
export async function secretValues(component: string, name: string): Promise<Record<string, string>> {
  const { data } = await get<{ data: Record<string, string> }>('secret', name, '--namespace', `raibid-${component}`);
  const entries = Object.entries(data);
  return Object.fromEntries(entries.map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]));
}
