const foreign = process.platform === 'darwin' ? /^windows\b/i : /^(windows|macos)\b/i;

/** Local runs take every label as this machine, except those that name another system. */
export function localClassOf(labels: string[]): string | null {
  return labels.some((label) => foreign.test(label)) ? null : 'local';
}

/** Why a job with such labels is refused. */
export function describeNoLocalClass(labels: string[]): string {
  return `this machine is no ${labels.filter((label) => foreign.test(label)).join(' or ')}`;
}
