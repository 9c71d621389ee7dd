import { createHash } from 'node:crypto';
import type { Finding } from '../finding.ts';
import type { Report } from '../validate/report.ts';

/** The report as one JSON document. */
export function jsonOutput(report: Report): string {
  const { findings, unchecked, counts, missingTools, kubernetesVersion } = report;
  return `${JSON.stringify({ kubernetesVersion, counts, findings, unchecked, missingTools }, null, 2)}\n`;
}

/** Annotations of GitHub's workflow commands, one a line. Characters with a meaning are escaped as GitHub asks. */
export function githubOutput(report: Report): string {
  return report.findings
    .map((finding) => {
      const { file, line, column, endColumn, severity, rule, message, hint } = finding;
      const properties = { file, line, col: column, endColumn, title: rule };
      const list = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(String(value))}`);
      return `::${severity} ${list.join(',')}::${escapeData(`${message}. ${hint}`)}\n`;
    })
    .join('');
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

/** SARIF 2.1.0, as code scanning reads it. */
export function sarifOutput(report: Report, version: string): string {
  const rules = [...new Set(report.findings.map((finding) => finding.rule))].toSorted();
  const driver = {
    name: 'raibid-cli',
    version,
    rules: rules.map((id) => ({
      id,
      shortDescription: { text: id },
      helpUri: `https://github.com/raibid-labs/raibid-ci/blob/main/docs/rules/${pageOf(id)}.md`,
    })),
  };
  const results = report.findings.map((finding) => sarifResult(finding, rules));
  const notifications = report.missingTools.map(({ tool, needed }) => ({
    level: 'error',
    message: { text: `${tool} is not installed, but is needed ${needed}` },
  }));
  const invocations = [{ executionSuccessful: notifications.length === 0, toolExecutionNotifications: notifications }];
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{ tool: { driver }, invocations, results }],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

/** The rules of YAML style share a page; those of the YAML itself have their own. */
function pageOf(rule: string): string {
  const isStyle = rule.startsWith('yaml-') && !['yaml-syntax', 'yaml-duplicate-key', 'yaml-too-large'].includes(rule);
  return isStyle ? 'yaml-style' : rule;
}

function sarifResult(finding: Finding, rules: string[]): unknown {
  const { file, line, column, endColumn, rule, severity, message, hint, path, object } = finding;
  const fingerprint = createHash('sha256').update(`${rule}\0${file}\0${path}\0${message}`).digest('hex');
  const logical = { fullyQualifiedName: [object, path].filter(Boolean).join(' ') };
  return {
    ruleId: rule,
    ruleIndex: rules.indexOf(rule),
    level: severity,
    message: { text: `${message}. ${hint}` },
    partialFingerprints: { 'raibid/v1': fingerprint },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: encodeURI(file), uriBaseId: '%SRCROOT%' },
          region: { startLine: line, startColumn: column, endColumn },
        },
        ...(logical.fullyQualifiedName === '' ? {} : { logicalLocations: [logical] }),
      },
    ],
  };
}

/** JUnit XML: a test case a finding, or one that passed when there is none. */
export function junitOutput(report: Report, command: string): string {
  const failures = report.findings.filter((finding) => finding.severity === 'error').length;
  const cases = report.findings.map(junitCase);
  if (cases.length === 0) cases.push(`    <testcase classname="${command}" name="${report.counts.files} files"/>`);
  const errors = report.missingTools.map(
    ({ tool, needed }) =>
      `    <testcase classname="${command}" name="${escapeXml(tool)}"><error message="${escapeXml(`not installed, but needed ${needed}`)}"/></testcase>`,
  );
  const counts = `tests="${cases.length + errors.length}" failures="${failures}" errors="${errors.length}"`;
  const body = [...cases, ...errors].join('\n');
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites ${counts}>\n  <testsuite name="${command}" ${counts}>\n${body}\n  </testsuite>\n</testsuites>\n`;
}

function junitCase({ file, line, column, rule, severity, message, hint, path }: Finding): string {
  const open = `    <testcase classname="${escapeXml(file)}" name="${escapeXml(`${rule} ${line}:${column} ${path}`.trim())}" file="${escapeXml(file)}" line="${line}">`;
  const text = escapeXml(`${file}:${line}:${column}: ${message}. ${hint}`);
  const body =
    severity === 'error'
      ? `<failure type="${escapeXml(rule)}" message="${escapeXml(message)}">${text}</failure>`
      : `<system-out>${text}</system-out>`;
  return `${open}${body}</testcase>`;
}

function escapeXml(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text
    .replaceAll(/[&<>"]/g, (character) => entities[character] ?? '')
    .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '?');
}
