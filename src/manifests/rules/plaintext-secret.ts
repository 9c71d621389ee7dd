import type { JsonValue } from '../../shared/json.ts';
import { containersOf, podOf } from '../lint/pods.ts';
import type { Rule, Tell } from '../lint/rule.ts';
import { secretKind } from '../lint/secret-patterns.ts';
import { isObject, type Manifest } from '../manifest.ts';
import type { Path } from '../yaml/positioned-document.ts';

const hint = 'Keep it out of Git: refer to a Secret made by the CLI, SOPS or External Secrets.';

export const plaintextSecret: Rule = {
  name: 'plaintext-secret',
  summary: 'No secret stands in plain text: not in Secrets, ConfigMaps, variables, arguments or annotations',
  group: 'security',
  severity: 'error',
  object(manifest, tell) {
    const { kind, value } = manifest;
    if (isObject(value.sops)) return;
    if (kind === 'Secret') checkSecret(value.data, value.stringData, tell);
    else if (kind === 'ConfigMap') checkStrings(value.data, ['data'], tell);
    else if (kind !== 'CustomResourceDefinition') checkStrings(value.spec, ['spec'], tell);
    const metadata = isObject(value.metadata) ? value.metadata : {};
    checkStrings(metadata.annotations, ['metadata', 'annotations'], tell);
    checkVariables(manifest, tell);
  },
};

/** Everything in a Secret is secret; empty values and placeholders of a later step are not. */
function checkSecret(data: JsonValue | undefined, plain: JsonValue | undefined, tell: Tell): void {
  for (const [field, values] of [
    ['data', data],
    ['stringData', plain],
  ] as const) {
    for (const [key, text] of Object.entries(isObject(values) ? values : {})) {
      if (typeof text !== 'string' || text === '' || isPlaceholder(text)) continue;
      tell(
        [field, key],
        `the Secret holds "${key}" in plain text${field === 'data' ? ' (base64 hides nothing)' : ''}`,
        hint,
      );
    }
  }
}

/** Texts of a recognised form (private keys, tokens), anywhere in the object. */
function checkStrings(value: JsonValue | undefined, path: Path, tell: Tell): void {
  if (typeof value === 'string') {
    const kind = isPlaceholder(value) ? undefined : secretKind(value, String(path.at(-1)));
    if (kind !== undefined) tell(path, `this looks like ${kind}`, hint);
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) checkStrings(item, [...path, index], tell);
  } else if (isObject(value)) {
    for (const [key, child] of Object.entries(value)) checkStrings(child, [...path, key], tell);
  }
}

/** `DB_PASSWORD: hunter2`: the name says that it is secret. */
function checkVariables(manifest: Manifest, tell: Tell): void {
  const pod = podOf(manifest);
  for (const { container, at } of pod ? containersOf(pod) : []) {
    for (const [index, { name, value }] of (container.env ?? []).entries()) {
      if (!isSecretName(name) || !value || isPlaceholder(value) || value.startsWith('/')) continue;
      tell([...at, 'env', index, 'value'], `the variable ${name} holds its secret in plain text`, hint);
    }
  }
}

/** `DB_PASSWORD`, `SECRET_KEY_BASE`, but not `SECRET_NAME` and others that say where the secret is. */
function isSecretName(name: string): boolean {
  if (/(^|_)(PASSWORD|PASSWD|SECRET|TOKEN|API_?KEY|PRIVATE_?KEY|CREDENTIALS?)$/i.test(name)) return true;
  return /(^|_)SECRET_/i.test(name) && !aboutSecret.test(name);
}

const aboutSecret =
  /_(NAMES?|NAMESPACE|REF|FILE|PATH|DIR|URL|URI|HOST|STORE|BACKEND|PROVIDER|TYPE|VERSION|PREFIX|SUFFIX|ENABLED|MOUNT|ID|ARN|REGION|MODE|LENGTH|TTL)$/i;

function isPlaceholder(text: string): boolean {
  return /^(\$\{?[A-Za-z_][\w]*\}?|\$\([A-Za-z_]\w*\)|<[^>]+>|ENC\[.*\])$/s.test(text.trim());
}
