import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Fault, Finding } from '../finding.ts';
import { positionFaults } from '../position-faults.ts';
import { loadDocuments } from '../yaml/load-documents.ts';
import type { Path } from '../yaml/positioned-document.ts';
import { readText } from '../yaml/read-text.ts';

/** A line of helm's complaint about values.schema.json: `- at '/resources/cpu': got number, want string`. */
const complaint = /- at '\/([^']*)': (.+)/g;

/**
 * What helm says of values that do not fit the chart's values.schema.json, at their lines: in the values file that was
 * given, else in values.yaml. Empty when the failure is another one. `shown`: the folder of the chart as people see it.
 */
export async function valuesSchemaFindings(
  chart: string,
  shown: string,
  how: string,
  failure: string,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  const given = /with (\S+)$/.exec(how)?.[1];
  for (const [, pointer = '', message = ''] of failure.matchAll(complaint)) {
    const path = pointer
      .split('/')
      .map((step) => (/^\d+$/.test(step) ? Number(step) : step.replaceAll('~1', '/').replaceAll('~0', '~')));
    const fault: Fault = {
      rule: 'values-schema',
      message: `the value does not fit values.schema.json: ${message.trim()}`,
      hint: 'Correct the value, or the schema of the chart.',
      path: path.filter((step) => step !== ''),
      target: 'value',
    };
    const found = await place(chart, given === undefined ? ['values.yaml'] : [given, 'values.yaml'], fault);
    if (found) findings.push({ ...found, file: join(shown, found.file), rendered: how });
  }
  return findings;
}

/** The fault in the first of the files that has the value. */
async function place(chart: string, files: string[], fault: Fault): Promise<Finding | undefined> {
  for (const name of files) {
    const file = join(chart, name);
    if (!existsSync(file)) continue;
    for await (const document of loadDocuments(readText(readFileSync(file)).text)) {
      const isLast = name === files.at(-1);
      if (isLast || has(document.value, fault.path))
        return (await positionFaults(document, [fault], { file: basename(file) }))[0];
    }
  }
  return undefined;
}

function has(value: unknown, path: Path): boolean {
  let found = value;
  for (const step of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, step)) return false;
    found = (found as Record<string | number, unknown>)[step];
  }
  return true;
}
