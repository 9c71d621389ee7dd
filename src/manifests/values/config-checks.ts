import type { CheckRun } from '../schema/check-run.ts';
import type { ValueChecks } from '../schema/compile-schema.ts';
import { configKey } from './names.ts';

interface ConfigMap {
  data?: Record<string, string | null> | null;
  binaryData?: Record<string, string | null> | null;
}

interface Secret {
  type?: string;
  data?: Record<string, string | null> | null;
  stringData?: Record<string, string | null> | null;
}

const maxSize = 1024 * 1024;

export const configChecks: ValueChecks = {
  'core.v1.ConfigMap': (value, run) => checkConfigMap(value as ConfigMap, run),
  'core.v1.Secret': (value, run) => checkSecret(value as Secret, run),
};

function checkConfigMap(map: ConfigMap, run: CheckRun): void {
  checkKeys(map, ['data', 'binaryData'], run);
  for (const key of Object.keys(map.binaryData ?? {})) {
    if (map.data && key in map.data)
      run.fault('duplicate-item', `the key "${key}" is in data as well`, 'Keep one of the two.', {
        below: ['binaryData', key],
        target: 'key',
      });
  }
}

function checkKeys(value: ConfigMap & Secret, fields: ('data' | 'binaryData' | 'stringData')[], run: CheckRun): void {
  let size = 0;
  for (const field of fields) {
    for (const [key, text] of Object.entries(value[field] ?? {})) {
      const wrong = configKey(key);
      if (wrong !== undefined)
        run.fault('invalid-name', `the key "${key}" ${wrong}`, 'Choose another key.', {
          below: [field, key],
          target: 'key',
        });
      size += Buffer.byteLength(text ?? '');
    }
  }
  if (size > maxSize * (fields.includes('stringData') ? 4 / 3 : 1)) {
    run.fault('invalid-value', 'the data has more than 1 MiB', 'Split it, or keep it elsewhere.', {
      below: [fields[0] ?? 'data'],
      target: 'key',
    });
  }
}

/** Keys that a Secret of a type must have. */
const secretKeys: Record<string, string[]> = {
  'kubernetes.io/tls': ['tls.crt', 'tls.key'],
  'kubernetes.io/dockerconfigjson': ['.dockerconfigjson'],
  'kubernetes.io/dockercfg': ['.dockercfg'],
  'kubernetes.io/ssh-auth': ['ssh-privatekey'],
};

function checkSecret(secret: Secret, run: CheckRun): void {
  checkKeys(secret, ['data', 'stringData'], run);
  const keys = { ...secret.data, ...secret.stringData };
  for (const key of secretKeys[secret.type ?? ''] ?? []) {
    if (!(key in keys))
      run.fault('missing-field', `a Secret of type ${secret.type} needs the key "${key}"`, `Add "${key}".`, {
        below: ['type'],
      });
  }
  if (secret.type === 'kubernetes.io/basic-auth' && !('username' in keys) && !('password' in keys)) {
    run.fault('missing-field', 'a Secret of type kubernetes.io/basic-auth needs username or password', 'Add one.', {
      below: ['type'],
    });
  }
  if (secret.type === 'kubernetes.io/dockerconfigjson') checkDockerConfig(secret, run);
}

function checkDockerConfig(secret: Secret, run: CheckRun): void {
  const encoded = secret.data?.['.dockerconfigjson'];
  const text =
    secret.stringData?.['.dockerconfigjson'] ?? (encoded ? Buffer.from(encoded, 'base64').toString() : undefined);
  if (!text) return;
  try {
    JSON.parse(text);
  } catch {
    const field = encoded ? 'data' : 'stringData';
    run.fault('invalid-value', 'the Docker configuration is not JSON', 'Write what `docker login` stores.', {
      below: [field, '.dockerconfigjson'],
    });
  }
}
