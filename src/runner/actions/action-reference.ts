import { RaibidError } from '../../shared/errors.ts';

/** What a `uses:` names. `path` is the folder inside the repository, empty for its root. */
export type ActionReference =
  | { kind: 'local'; path: string }
  | { kind: 'remote'; owner: string; name: string; path: string; ref: string };

const remotePattern = /^([A-Za-z0-9][\w.-]*)\/([\w.-]+)((?:\/[^@\s]+)?)@([^\s@]+)$/;

export function parseReference(uses: string): ActionReference {
  if (uses === '.' || uses.startsWith('./')) return { kind: 'local', path: uses.slice(2) };
  const [, owner, name, path, ref] = remotePattern.exec(uses) ?? [];
  if (owner === undefined || name === undefined || ref === undefined) {
    throw new RaibidError('workflow_unsupported', `\`uses: ${uses}\` names no action that can run here.`, {
      hint: 'Write ./folder, owner/name@ref or docker://image.',
    });
  }
  return { kind: 'remote', owner, name, path: path?.slice(1) ?? '', ref };
}
