import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { platformComponents } from './support/bed-platform.ts';
import { type BedCli, openCli, upstreamCharts } from './support/cli.ts';
import { get } from './support/cluster.ts';
import type { Moment } from './support/kill-command.ts';
import { smallValues } from './support/small-values.ts';

const settings = ['--profile', 'dev', ...upstreamCharts()];

interface Outcome {
  components: { component: string; state: string; changes?: object[]; evidence?: string[] }[];
}

/** When a set-up is killed, by what it says at that moment; each kill gets further than the one before. */
const moments: Record<string, (component: string) => Moment> = {
  'before it changes anything': () => /looking at what is there/,
  'between objects': () => /applying NetworkPolicy/,
  'as helm starts': () => /installing /,
  'while helm installs': (component) => (over) => releaseNoted(component, over),
  'while it tries out what it made': () => /smoke test/,
};

describe('a setup', () => {
  let cli: BedCli;

  beforeAll(async () => {
    cli = await openCli();
  });
  afterAll(async () => {
    await cli.run('teardown', ...platformComponents, '--yes');
    await cli.close();
  });

  describe.each(platformComponents)('that is killed in %s', (component) => {
    const words = ['setup', component, '--values', smallValues, ...settings];

    it.each(Object.entries(moments))('%s leaves what the next one goes on from', async (when, momentOf) => {
      await cli.killAt(momentOf(component), ...words);
      const left = await releasesOf(component);
      console.log(`${component} ${when}: releases left: ${left.join(', ') || 'none'}`);
    });

    it('at any moment', async () => {
      const milliseconds = Math.round(Math.random() * 8000);
      const said = await cli.killAt(milliseconds, ...words);
      console.log(`${component} after ${milliseconds} ms: ${said.trim().split('\n').at(-1)}`);
    });

    it('is finished by the next one, after which nothing is left to do', async () => {
      const started = performance.now();
      const [done] = outcome(await cli.run(...words, '--json')).components;
      console.log(`${component} finished in ${((performance.now() - started) / 1000).toFixed(0)} s`);
      expect(done).toMatchObject({ component, state: 'done' });
      expect(done?.evidence).not.toEqual([]);
      const [again] = outcome(await cli.run(...words, '--json')).components;
      expect(again?.changes).toEqual([]);
      expect(new Set(await releasesOf(component))).toEqual(new Set(['deployed']));
    });
  });

  it('with a component that fails leaves the healthy ones alone, and takes that one back', async () => {
    const before = await podIds();
    const values = join(cli.home, 'broken.yaml');
    await writeFile(values, 'server:\n  warm: 0\n  image:\n    tag: not-there\n    pullPolicy: Never\n');
    const words = ['setup', 'server', '--values', values, ...settings];
    const said = await cli.fails(...words, '--timeout', '30s');
    expect(said).toContain('ErrImageNeverPull');
    // The pod that could not start ends on the side.
    await expect.poll(podIds, { timeout: 60_000 }).toEqual(before);
    const whole = ['setup', ...platformComponents, '--values', smallValues, ...settings, '--json'];
    const { components: after } = outcome(await cli.run(...whole));
    expect(after.map(({ state, changes }) => [state, changes])).toEqual(platformComponents.map(() => ['done', []]));
  });
});

function outcome(text: string): Outcome {
  return JSON.parse(text) as Outcome;
}

/** Answers as soon as Helm has noted that it installs a component. */
async function releaseNoted(component: string, signal: AbortSignal): Promise<void> {
  const words = ['get', 'secrets', '--selector=owner=helm', '--watch', '--output=name'];
  const watch = spawn('kubectl', ['--namespace', `raibid-${component}`, ...words], { signal });
  watch.on('error', () => undefined);
  await once(createInterface(watch.stdout), 'line', { signal });
  watch.kill();
}

/** States of the revisions of a component's Helm release, as Helm notes them. */
async function releasesOf(component: string): Promise<string[]> {
  const { items } = await get<{ items: { metadata: { labels: { status: string } } }[] }>(
    'secrets',
    '--selector=owner=helm',
    '--namespace',
    `raibid-${component}`,
  );
  return items.map(({ metadata }) => metadata.labels.status);
}

/** Of the pods of the platform, without those of agents, which come and go. */
async function podIds(): Promise<Record<string, string>> {
  const { items } = await get<{ items: { metadata: { namespace: string; name: string; uid: string } }[] }>(
    'pods',
    '--all-namespaces',
  );
  const ours = items.filter(({ metadata: { namespace } }) => /^raibid-(redis|gitea|keda|server)$/.test(namespace));
  return Object.fromEntries(ours.map(({ metadata: { namespace, name, uid } }) => [`${namespace}/${name}`, uid]));
}
