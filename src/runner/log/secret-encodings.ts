/** Shorter forms than this are not derived from a secret: masking `YW` everywhere would hide the log, not the secret. */
const minimumDerived = 6;
/** Lines of a secret (keys, kubeconfig files) that are shorter stay readable: `}` alone says nothing. */
const minimumLine = 4;
/** Where `base64` of GNU coreutils wraps its output. */
const base64Columns = 76;

/**
 * Every text by which a secret may appear in a line: itself, each of its lines, and the forms that shells and common
 * programs make of it. Longest first. An empty or blank secret gives nothing.
 */
export function formsOf(secret: string): string[] {
  if (secret.trim() === '') return [];
  const forms = new Set<string>();
  for (const text of [secret, ...linesOf(secret)]) {
    if (!/[\r\n]/.test(text)) forms.add(text);
    for (const encode of encodings) {
      for (const form of encode(text)) if (form.length >= minimumDerived) forms.add(form);
    }
  }
  return [...forms].filter((form) => !/[\r\n]/.test(form)).sort((a, b) => b.length - a.length);
}

function linesOf(secret: string): string[] {
  const lines = secret.split(/\r\n|\r|\n/).map((line) => line.trim());
  return lines.length === 1 && lines[0] === secret ? [] : lines.filter((line) => line.length >= minimumLine);
}

const encodings: ((text: string) => string[])[] = [
  base64Forms,
  (text) => {
    const hex = Buffer.from(text).toString('hex');
    return [hex, hex.toUpperCase()];
  },
  urlForms,
  (text) => [JSON.stringify(text).slice(1, -1)],
  (text) => [text.replaceAll("'", "'\\''")],
  (text) => [text.replace(/["$`\\]/g, '\\$&')],
  (text) => [text.replace(/[^\w@%+=:,./-]/g, '\\$&')],
  (text) => [text.replace(/[&<>"']/g, xmlEscape), text.replace(/[&<>]/g, xmlEscape)],
  (text) => (text.length > 8 && /^".*"$/s.test(text) ? [text.slice(1, -1)] : []),
];

/**
 * Base64 of any text that holds the secret: an encoder works on groups of three bytes, so the secret begins at one of
 * three places in its group. Characters that depend on neighbours are left out. Then the wrapped lines of `base64`.
 */
function base64Forms(text: string): string[] {
  const bytes = Buffer.from(text);
  const forms: string[] = [];
  for (const shift of [0, 1, 2]) {
    const encoded = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64');
    const first = Math.ceil((shift * 8) / 6);
    const last = Math.floor(((shift + bytes.length) * 8) / 6);
    forms.push(encoded.slice(first, last));
  }
  forms.push(bytes.toString('base64'), Buffer.concat([bytes, Buffer.from('\n')]).toString('base64'));
  const wrapped = forms.flatMap((form) => (form.length > base64Columns ? chunks(form, base64Columns) : []));
  const all = [...forms, ...wrapped];
  return [...all, ...all.map((form) => form.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', ''))];
}

function chunks(text: string, size: number): string[] {
  const parts: string[] = [];
  for (let at = 0; at < text.length; at += size) parts.push(text.slice(at, at + size));
  return parts;
}

function urlForms(text: string): string[] {
  const plain = encodeURIComponent(text.toWellFormed());
  const strict = plain.replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
  const lower = (encoded: string) => encoded.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());
  const form = strict.replaceAll('%20', '+');
  return [plain, strict, form, lower(plain), lower(strict), lower(form)];
}

const xmlEntities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

function xmlEscape(char: string): string {
  return xmlEntities[char] ?? char;
}
