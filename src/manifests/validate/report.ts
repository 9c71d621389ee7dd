import type { Finding } from '../finding.ts';

/** Something that was not checked (or not wholly), and why. Nothing is passed over in silence. */
export interface Unchecked {
  file: string;
  what: string;
  reason: string;
}

/** The outcome of `validate`, `lint` and `check-deps`. */
export interface Report {
  findings: Finding[];
  unchecked: Unchecked[];
  counts: { files: number; documents: number; objects: number };
  /** Programs that were needed and are not there; makes the command end with 2. */
  missingTools: { tool: string; needed: string }[];
  /** Kubernetes version that was checked against. */
  kubernetesVersion: string;
}

export function emptyReport(kubernetesVersion: string): Report {
  return {
    findings: [],
    unchecked: [],
    counts: { files: 0, documents: 0, objects: 0 },
    missingTools: [],
    kubernetesVersion,
  };
}

/** 0: all well; 1: something is wrong; 2: something could not be looked at because a program is missing. */
export function exitCode(report: Report): number {
  if (report.missingTools.length > 0) return 2;
  return report.findings.some((finding) => finding.severity === 'error') ? 1 : 0;
}

/** In the order of files as given, then by line. */
export function sortFindings(findings: Finding[], order: readonly string[]): Finding[] {
  const place = new Map(order.map((file, index) => [file, index]));
  const rank = (file: string) => place.get(file) ?? order.length;
  return findings.toSorted(
    (one, other) => rank(one.file) - rank(other.file) || one.line - other.line || one.column - other.column,
  );
}
