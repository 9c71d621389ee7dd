import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { openTestServer } from '../testing/test-server.ts';
import { createCollectors } from './collectors.ts';

const root = new URL('../../../', import.meta.url);
const users = {
  'the alerts': 'infra/server/chart/templates/monitoring.yaml',
  'the dashboard': 'infra/server/chart/files/dashboard.json',
};

/** Labels that Prometheus adds, and that of the buckets. */
const added = ['le', 'namespace', 'instance', 'job', 'pod'];

/** Names of our metrics in a text, without the endings that a histogram adds. */
function namesIn(text: string): Set<string> {
  const names = text.match(/\braibid_[a-z_]+/g) ?? [];
  return new Set(names.map((name) => name.replace(/_(bucket|sum|count)$/, '')));
}

/** What a live server says it has: each `# TYPE` line. */
async function liveNames(): Promise<Set<string>> {
  const { text } = await (await openTestServer()).inject({ url: '/metrics' });
  return new Set([...text.matchAll(/^# TYPE (raibid_\S+) /gm)].map(([, name]) => name ?? ''));
}

/** Labels by which the expressions of a text group a metric, by the metric's name. */
function groupings(text: string): { name: string; label: string }[] {
  const expressions = [...text.matchAll(/by \(([^)]*)\) \((?:rate\(|increase\()?(raibid_[a-z_]+)/g)];
  return expressions.flatMap(([, labels = '', name = '']) =>
    labels.split(',').map((label) => ({ name: name.replace(/_bucket$/, ''), label: label.trim() })),
  );
}

describe('metrics that others name', () => {
  it.each(Object.entries(users))('%s use only those that a live server has', async (_, file) => {
    const live = await liveNames();
    const used = namesIn(await readFile(new URL(file, root), 'utf8'));
    expect(used.size).toBeGreaterThan(3);
    expect([...used].filter((name) => !live.has(name))).toEqual([]);
  });

  it.each(Object.entries(users))('%s group them by labels that they have', async (_, file) => {
    const { registry } = createCollectors();
    const found = groupings(await readFile(new URL(file, root), 'utf8'));
    expect(found.length).toBeGreaterThan(2);
    const labels = new Map(
      registry.getMetricsAsArray().map((metric) => [metric.name, 'labelNames' in metric ? metric.labelNames : []]),
    );
    const known = ({ name, label }: { name: string; label: string }): boolean =>
      added.includes(label) || String(labels.get(name)).split(',').includes(label);
    expect(found.filter((grouping) => !known(grouping))).toEqual([]);
  });

  it('are on the page, and the page has no others', async () => {
    const page = namesIn(await readFile(new URL('docs/metrics.md', root), 'utf8'));
    expect([...page].toSorted()).toEqual([...(await liveNames())].toSorted());
  });

  it('are on the page with every alert', async () => {
    const page = await readFile(new URL('docs/metrics.md', root), 'utf8');
    for (const component of ['server', 'redis']) {
      const file = new URL(`infra/${component}/chart/templates/monitoring.yaml`, root);
      const alerts = [...(await readFile(file, 'utf8')).matchAll(/alert: (\w+)/g)].map(([, name]) => name ?? '');
      expect(alerts.length).toBeGreaterThan(2);
      expect(alerts.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
    }
  });
});
