const words = new Map<string, boolean | null>([
  ['', null],
  ...['~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'on', 'On', 'ON', 'true', 'True', 'TRUE'].map((word) => [word, true] as const),
  ...['n', 'N', 'no', 'No', 'NO', 'off', 'Off', 'OFF', 'false', 'False', 'FALSE'].map((word) => [word, false] as const),
]);

const timestamp = /^\d{4}-\d{1,2}-\d{1,2}($|[Tt ]\d{1,2}:\d{1,2}:\d{1,2})/;
const decimal = /^[-+]?(0|[1-9]\d*)$/;
const otherBase = /^([-+]?)0([xX][0-9a-fA-F]+|[oO]?[0-7]+|[bB][01]+)$/;
const float = /^[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?$/;

/**
 * The value of an unquoted scalar as Kubernetes reads it: kubectl and the API server use sigs.k8s.io/yaml, which is
 * go-yaml v2. So `yes`, `on` and `y` are booleans, `0777` is octal, `1_000` is a number, dates stay text.
 */
export function resolvePlain(text: string): string | number | boolean | null {
  const first = text.charCodeAt(0);
  // A letter that starts none of the words: by far the most frequent case.
  const isLetter = first >= 0x41 && !(text.length <= 5 && words.has(text));
  if (isLetter && first !== 0x7e) return text;
  const word = words.get(text);
  if (word !== undefined) return word;
  return resolveNumber(text) ?? text;
}

function resolveNumber(text: string): number | undefined {
  if (decimal.test(text)) return Number(text);
  if (timestamp.test(text)) return undefined;
  const plain = text.startsWith('.') ? text : text.replaceAll('_', '');
  if (decimal.test(plain)) return Number(plain);
  const based = otherBase.exec(plain);
  if (based?.[2] !== undefined) return (based[1] === '-' ? -1 : 1) * basedNumber(based[2]);
  if (float.test(plain)) return Number(plain);
  // JSON has no infinity: Kubernetes refuses it, and so does every schema, when it stays a text.
  return undefined;
}

/** Digits after the leading 0: `x1f`, `o17`, `17` (octal) or `b11`. */
function basedNumber(digits: string): number {
  const base = { x: 16, o: 8, b: 2 }[digits.charAt(0).toLowerCase()];
  return base === undefined ? Number.parseInt(digits, 8) : Number.parseInt(digits.slice(1), base);
}
