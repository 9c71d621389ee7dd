import { splitWords } from './split-words.ts';

/** `options:` of a container, checked: what podman is told, and how its health is asked. */
export interface ContainerOptions {
  /** Flags and their values, each `--name=value`. */
  flags: string[];
  /** Null: the image's own health check decides, if it has one. */
  health: HealthOptions;
}

/** Health flags; times are milliseconds, with Docker's own defaults. */
export interface HealthOptions {
  /** A shell command; null: what the image says. */
  command: string | null;
  interval: number;
  timeout: number;
  startPeriod: number;
  retries: number;
  /** `--no-healthcheck` */
  disabled: boolean;
}

export type ParsedOptions = { ok: true; options: ContainerOptions } | { ok: false; refusal: string };

/** Flags that change only the container itself. `true`: it takes a value. */
const allowed: Record<string, boolean> = {
  '--add-host': true,
  '--cap-drop': true,
  '--cpus': true,
  '--dns': true,
  '--entrypoint': true,
  '--hostname': true,
  '--init': false,
  '--label': true,
  '--memory': true,
  '--memory-swap': true,
  '--network-alias': true,
  '--read-only': false,
  '--shm-size': true,
  '--stop-signal': true,
  '--tmpfs': true,
  '--user': true,
  '--workdir': true,
};

const healthFlags = ['--health-cmd', '--health-interval', '--health-timeout', '--health-start-period'] as const;
const healthSchema = new Set<string>([...healthFlags, '--health-retries']);

const short: Record<string, string> = {
  '-h': '--hostname',
  '-l': '--label',
  '-m': '--memory',
  '-u': '--user',
  '-w': '--workdir',
};

/** Why the commonest of the others are refused. */
const reasons: Record<string, string> = {
  '--privileged': 'a job gets no rights over the machine',
  '--cap-add': 'a job gets no rights over the machine',
  '--security-opt': 'a job gets no rights over the machine',
  '--device': 'no devices of the machine are given to jobs',
  '--gpus': 'no devices of the machine are given to jobs',
  '--volume': 'no folders of the machine are mounted',
  '-v': 'no folders of the machine are mounted',
  '--mount': 'no folders of the machine are mounted',
  '--network': 'every job has a network of its own',
  '--net': 'every job has a network of its own',
  '--pid': 'no namespaces of the machine are shared',
  '--ipc': 'no namespaces of the machine are shared',
  '--userns': 'no namespaces of the machine are shared',
  '--uts': 'no namespaces of the machine are shared',
  '--env': 'write it below `env:`',
  '-e': 'write it below `env:`',
  '--publish': 'write it below `ports:`',
  '-p': 'write it below `ports:`',
};

/** Reads `options:` by an allow-list; what is not on it is refused by its name. */
export function parseContainerOptions(text: string): ParsedOptions {
  const words = splitWords(text);
  const flags: string[] = [];
  const health = new Map<string, string>();
  for (let at = 0; at < words.length; at++) {
    const [written = '', inline] = splitFlag(words[at] ?? '');
    const name = entry(short, written) ?? written;
    const isHealth = healthSchema.has(name);
    if (name === '--no-healthcheck') health.set(name, '');
    else if (entry(allowed, name) === false) flags.push(name);
    else if (entry(allowed, name) === undefined && !isHealth) return refuse(written);
    else {
      const value = inline ?? words[++at];
      if (value === undefined) return { ok: false, refusal: `\`${written}\` has no value` };
      if (isHealth) health.set(name, value);
      else flags.push(`${name}=${value}`);
    }
  }
  return withHealth(flags, health);
}

/** A name comes from a workflow: `constructor` is in no table. */
function entry<Value>(table: Record<string, Value>, name: string): Value | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

function refuse(flag: string): ParsedOptions {
  const reason = entry(reasons, flag);
  const why = reason === undefined ? '' : `: ${reason}`;
  return { ok: false, refusal: `The option \`${flag}\` of a container is not supported${why}` };
}

/** `--name=value` and `--name`. */
function splitFlag(word: string): [string, string | undefined] {
  const at = word.startsWith('--') ? word.indexOf('=') : -1;
  return at === -1 ? [word, undefined] : [word.slice(0, at), word.slice(at + 1)];
}

function withHealth(flags: string[], given: Map<string, string>): ParsedOptions {
  const times = { '--health-interval': 30_000, '--health-timeout': 30_000, '--health-start-period': 0 };
  for (const [name, text] of given) {
    if (!(name in times)) continue;
    const time = milliseconds(text);
    if (time === null) return { ok: false, refusal: `\`${name} ${text}\` is no time such as 10s or 1m30s` };
    Object.assign(times, { [name]: time });
  }
  const retries = given.get('--health-retries') ?? '3';
  if (!/^\d{1,4}$/.test(retries)) return { ok: false, refusal: `\`--health-retries ${retries}\` is no number` };
  const health: HealthOptions = {
    command: given.get('--health-cmd') ?? null,
    interval: times['--health-interval'],
    timeout: times['--health-timeout'],
    startPeriod: times['--health-start-period'],
    retries: Number(retries),
    disabled: given.has('--no-healthcheck'),
  };
  return { ok: true, options: { flags, health } };
}

const units: Record<string, number> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 };

/** A time as Go writes it: `1m30s`, `500ms`. */
function milliseconds(text: string): number | null {
  if (!/^(\d+(\.\d+)?(ms|h|m|s))+$/.test(text)) return null;
  let sum = 0;
  for (const [, number, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|h|m|s)/g))
    sum += Number(number) * (units[unit ?? ''] ?? 0);
  return sum;
}
