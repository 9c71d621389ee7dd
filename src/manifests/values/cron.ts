const months = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
const days = 'sun mon tue wed thu fri sat'.split(' ');

interface CronField {
  name: string;
  min: number;
  max: number;
  names?: string[];
}

const fields: CronField[] = [
  { name: 'minute', min: 0, max: 59 },
  { name: 'hour', min: 0, max: 23 },
  { name: 'day of month', min: 1, max: 31 },
  { name: 'month', min: 1, max: 12, names: months },
  { name: 'day of week', min: 0, max: 6, names: days },
];

const shortcuts = new Set(['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly']);

/** Why a schedule is none for Kubernetes (robfig/cron, standard form), undefined when it is fine. */
export function cronProblem(schedule: string): string | undefined {
  if (/\bTZ=/.test(schedule)) return 'the time zone belongs into timeZone';
  if (schedule.startsWith('@every '))
    return /^@every (\d+(\.\d+)?(ns|us|µs|ms|s|m|h))+$/.test(schedule) ? undefined : 'no duration';
  if (schedule.startsWith('@')) return shortcuts.has(schedule) ? undefined : 'unknown shortcut';
  const parts = schedule.trim().split(/\s+/);
  if (parts.length !== 5) return `it has ${schedule.trim() === '' ? 0 : parts.length} fields, not 5`;
  for (const [index, field] of fields.entries()) {
    if (!(parts[index] ?? '').split(',').every((part) => isPart(part, field)))
      return `the ${field.name} "${parts[index]}" is wrong`;
  }
  return undefined;
}

/** `*`, `?`, `5`, `1-5`, each with an optional `/step`. */
function isPart(part: string, field: CronField): boolean {
  const [range = '', step, ...rest] = part.split('/');
  if (rest.length > 0 || (step !== undefined && !/^[1-9]\d*$/.test(step))) return false;
  if (range === '*' || range === '?') return true;
  const [from, to, ...more] = range.split('-').map((text) => numberOf(text, field));
  if (from === undefined || more.length > 0) return false;
  return range.includes('-') ? to !== undefined && from <= to : true;
}

function numberOf(text: string, { min, max, names }: CronField): number | undefined {
  const named = names?.indexOf(text.toLowerCase()) ?? -1;
  if (named >= 0) return named + min;
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return value >= min && value <= max ? value : undefined;
}
