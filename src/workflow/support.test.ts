import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseWorkflow } from './parse-workflow.ts';
import { support } from './support.ts';

interface Definition {
  mapping?: { properties?: Record<string, string | { type: string }>; 'loose-value-type'?: string };
  sequence?: { 'item-type': string };
  'one-of'?: string[];
}

const schemaFile = fileURLToPath(import.meta.resolve('@actions/workflow-parser')).replace(
  /index\.js$/,
  'workflow-v1.0.min.json',
);
const { definitions }: { definitions: Record<string, Definition> } = JSON.parse(readFileSync(schemaFile, 'utf8'));

/** Every key that can stand in a workflow, as `mapping.key`; nothing below refused keys. */
function reachableKeys(): string[] {
  const keys: string[] = [];
  const seen = new Set<string>();
  const open = ['workflow-root-strict'];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const definition = definitions[name];
    if (definition === undefined || seen.has(name)) continue;
    seen.add(name);
    for (const [key, property] of Object.entries(definition.mapping?.properties ?? {})) {
      keys.push(`${name}.${key}`);
      const type = typeof property === 'string' ? property : property.type;
      if (support[name]?.[key] === 'supported') open.push(type);
    }
    open.push(...(definition['one-of'] ?? []));
    open.push(
      ...[definition.sequence?.['item-type'], definition.mapping?.['loose-value-type']].filter(
        (one) => one !== undefined,
      ),
    );
  }
  return keys;
}

const tableKeys = Object.entries(support).flatMap(([mapping, keys]) =>
  Object.keys(keys).map((key) => `${mapping}.${key}`),
);
const keysThatAre = (what: 'refused' | 'withoutEffect'): string[] =>
  tableKeys.filter((name) => {
    const [mapping = '', key = ''] = name.split('.');
    const known = support[mapping]?.[key];
    return known !== undefined && known !== 'supported' && what in known;
  });
const refusedKeys = keysThatAre('refused');
const keysWithoutEffect = keysThatAre('withoutEffect');
const eventsOf = (keys: string[]): string[] =>
  keys.flatMap((name) => (name.startsWith('on-mapping-strict.') ? [name.split('.')[1] ?? ''] : []));

describe('the table of supported keys', () => {
  it("lists every key of GitHub's schema", () => {
    const keys = reachableKeys();
    expect(keys.length).toBeGreaterThan(100);
    expect(keys.filter((key) => !tableKeys.includes(key))).toEqual([]);
  });

  it('lists no key that the schema does not have', () => {
    expect(tableKeys.filter((key) => !reachableKeys().includes(key))).toEqual([]);
  });
});

const job = 'jobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo\n';
const inJob = (text: string): string => `on: push\n${job}    ${text}`;
const inSteps = (text: string): string => `on: push\n${job}      - ${text}`;

/** A small workflow for every key that is refused or does nothing; `MARK` in a comment shows the line that must be named. */
const examples: Record<string, string> = {
  'cron-mapping.timezone': `on:\n  schedule:\n    - cron: '0 3 * * *'\n      timezone: Europe/Berlin # MARK\n${job}`,
  'permissions-mapping.id-token': `on: push\npermissions:\n  id-token: write # MARK\n${job}`,
  'concurrency-mapping.queue': `on: push\nconcurrency:\n  group: a\n  queue: max # MARK\n${job}`,
  'job-factory.snapshot': inJob('snapshot: image # MARK'),
  'job-factory.cancel-timeout-minutes': inJob('cancel-timeout-minutes: 3 # MARK'),
  'job-environment-mapping.deployment': inJob('environment:\n      name: x\n      deployment: false # MARK'),
  'run-step.background': inSteps('run: sleep 9\n        background: true # MARK'),
  'regular-step.background': inSteps('uses: ./x\n        background: true # MARK'),
  'wait-step.wait': inSteps('wait: x # MARK'),
  'wait-all-step.wait-all': inSteps('wait-all: true # MARK'),
  'cancel-step.cancel': inSteps('cancel: x # MARK'),
  'parallel-step.parallel': inSteps('parallel: # MARK\n          - run: echo'),
};

function exampleOf(name: string): string {
  const [mapping, event] = name.split('.');
  if (mapping === 'on-mapping-strict') return `on:\n  push:\n  ${event}: # MARK\n${job}`;
  return examples[name] ?? '';
}

function markedLine(text: string): number {
  const line = text.split('\n').findIndex((one) => one.includes('# MARK')) + 1;
  expect(line, 'the example marks its line').toBeGreaterThan(0);
  return line;
}

describe('a key without effect', () => {
  it.each(keysWithoutEffect)('%s is allowed with a warning that names its line', async (name) => {
    const text = exampleOf(name);
    const parsed = await parseWorkflow({ path: 'ci.yml', text });
    const message = `\`${name.split('.')[1]}\` has no effect here`;
    expect(parsed.ok ? parsed.warnings : parsed.problems).toContainEqual(
      expect.objectContaining({ code: 'workflow_unsupported', message, line: markedLine(text) }),
    );
    expect(parsed.ok).toBe(true);
  });

  // GitHub's schema knows `repository_dispatch` as a key only.
  const asText = eventsOf(keysWithoutEffect).filter((event) => event !== 'repository_dispatch');
  it.each(asText)('the event %s starts nothing, in a list and alone', async (event) => {
    for (const on of [`[push, ${event}]`, event]) {
      const parsed = await parseWorkflow({ path: 'ci.yml', text: `on: ${on}\n${job}` });
      const message = `The event \`${event}\` has no effect here`;
      expect(parsed).toMatchObject({ ok: true, warnings: [{ message, line: 1 }] });
      expect(parsed.ok && Object.keys(parsed.plan.on)).toEqual(on === event ? [] : ['push']);
    }
  });
});

describe('a key that is not supported', () => {
  for (const name of refusedKeys) {
    it(`${name} is refused by name, with its line`, async () => {
      const text = exampleOf(name);
      const line = markedLine(text);
      const parsed = await parseWorkflow({ path: 'ci.yml', text });
      const key = name.split('.')[1];
      expect(parsed).toMatchObject({ ok: false });
      expect(parsed.ok ? [] : parsed.problems).toContainEqual(
        expect.objectContaining({ code: 'workflow_unsupported', message: `\`${key}\` is not supported`, line }),
      );
    });
  }

  it.each(eventsOf(refusedKeys))('the event %s is refused in a list and alone', async (event) => {
    for (const [on, line, column] of [
      [`on: [push, ${event}]`, 1, 12],
      [`on: ${event}`, 1, 5],
    ] as const) {
      const parsed = await parseWorkflow({ path: 'ci.yml', text: `${on}\n${job}` });
      expect(parsed).toMatchObject({
        ok: false,
        problems: [{ code: 'workflow_unsupported', message: `The event \`${event}\` is not supported`, line, column }],
      });
    }
  });

  it('pull_request_target comes with the reason', async () => {
    const parsed = await parseWorkflow({ path: 'ci.yml', text: `on: pull_request_target\n${job}` });
    expect(parsed.ok ? '' : parsed.problems[0]?.hint).toContain('code of strangers with secrets');
  });
});
