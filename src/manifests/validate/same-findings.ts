import type { Finding } from '../finding.ts';

/** Adds the findings that are not there yet: other values files, and the files of a kustomization, give the same ones. */
export function addNew(known: Finding[], findings: readonly Finding[], identity = sameObject): void {
  const seen = new Set(known.map(identity));
  for (const finding of findings) {
    if (!seen.has(identity(finding))) known.push(finding);
    seen.add(identity(finding));
  }
}

function sameObject(finding: Finding): string {
  return `${finding.file} ${finding.object} ${samePath(finding)}`;
}

/** Kustomize changes names and namespaces, so the object cannot tell. */
export function samePath({ rule, path, message }: Finding): string {
  return `${rule} ${path} ${message.replace(/ \(rendered: .*$/, '')}`;
}
