/**
 * Quantities as k8s.io/apimachinery reads them: a decimal number with an optional binary suffix (Ki..Ei), decimal suffix
 * (n, u, m, k..E) or exponent.
 */
const form = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:(Ki|Mi|Gi|Ti|Pi|Ei|n|u|m|k|M|G|T|P|E)|[eE]([+-]?\d+))?$/;

const factors: Record<string, number> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** The amount in units (cores, bytes), undefined when the text is not a quantity. */
export function parseQuantity(value: string | number): number | undefined {
  if (typeof value === 'number') return value;
  const match = form.exec(value);
  if (!match?.[1]) return undefined;
  const factor = match[2] === undefined ? 10 ** Number(match[3] ?? 0) : (factors[match[2]] ?? 1);
  return Number(match[1]) * factor;
}

/** What to write instead of a text that is no quantity. */
export function quantityProblem(text: string): string {
  if (/\s/.test(text)) return `Remove the space: ${text.replaceAll(/\s+/g, '')}.`;
  const byteUnit = /^([\d.]+)([kKMGTP])i?[bB]$/.exec(text);
  if (byteUnit) return `Write the unit without B: ${byteUnit[1]}${byteUnit[2]?.toUpperCase()}i.`;
  const lower = /^([\d.]+)(ki|mi|gi|ti|pi|K|g|t|p|MI|GI|KI)$/.exec(text);
  if (lower) return `Units are written as in 128Mi, 1Gi, 500m or 10k: try ${lower[1]}${titleUnit(lower[2] ?? '')}.`;
  return 'Write a number with a unit such as 500m, 2, 128Mi or 1Gi.';
}

function titleUnit(unit: string): string {
  return unit === 'K' ? 'Ki' : `${unit.charAt(0).toUpperCase()}i`;
}
