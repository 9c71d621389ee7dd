/** What is wrong with a name, as a sentence part; undefined when it is fine. Rules: k8s.io/apimachinery, util/validation. */
export type NameRule = (text: string) => string | undefined;

const lowerLabel = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const subdomainForm = new RegExp(`^${lowerLabel}(\\.${lowerLabel})*$`);
const labelForm = new RegExp(`^${lowerLabel}$`);

function rule(form: RegExp, max: number, words: string): NameRule {
  return (text) => {
    if (text.length > max) return `has more than ${max} characters`;
    return form.test(text) ? undefined : `must be ${words}`;
  };
}

export const dnsLabel = rule(
  labelForm,
  63,
  'lower-case letters, digits and "-", starting and ending with a letter or digit',
);

export const dnsSubdomain = rule(
  subdomainForm,
  253,
  'lower-case letters, digits, "-" and ".", each part starting and ending with a letter or digit',
);

/** Names of Services before Kubernetes 1.36. */
export const dns1035Label = rule(
  /^[a-z]([-a-z0-9]*[a-z0-9])?$/,
  63,
  'lower-case letters, digits and "-", starting with a letter and ending with a letter or digit',
);

export const labelValue = rule(
  /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/,
  63,
  'letters, digits, "-", "_" and ".", starting and ending with a letter or digit',
);

export const configKey = rule(/^[-._a-zA-Z0-9]+$/, 253, 'letters, digits, "-", "_" and "."');

const qualifiedPart = rule(
  /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/,
  63,
  'letters, digits, "-", "_" and ".", starting and ending with a letter or digit',
);

/** Keys of labels and annotations: a name, with an optional DNS name and a slash before it. */
export function qualifiedName(text: string): string | undefined {
  const [prefix = '', name, ...rest] = text.split('/');
  if (rest.length > 0) return 'must have at most one "/"';
  if (name === undefined) return qualifiedPart(prefix);
  const fault = prefix === '' ? 'must not be empty' : dnsSubdomain(prefix.toLowerCase());
  return fault === undefined ? qualifiedPart(name) : `has a prefix that ${fault}`;
}

/** Names of ports that Services and probes refer to (IANA service names). */
export function portName(text: string): string | undefined {
  if (text.length > 15) return 'has more than 15 characters';
  if (!/^[a-z0-9-]+$/.test(text)) return 'must be lower-case letters, digits and "-"';
  if (!/[a-z]/.test(text)) return 'must have at least one letter';
  return /^-|-$|--/.test(text) ? 'must not start or end with "-", nor have two in a row' : undefined;
}

/** Since Kubernetes 1.32 any printable ASCII but "=". */
export function environmentName(text: string): string | undefined {
  if (text === '') return 'must not be empty';
  return /^[ -<>-~]+$/.test(text) ? undefined : 'must be printable ASCII without "="';
}

/** Names that become part of an address, such as those of Roles. */
export function pathSegment(text: string): string | undefined {
  if (text === '.' || text === '..') return 'must not be "." or ".."';
  return /[/%]/.test(text) ? 'must not contain "/" or "%"' : undefined;
}
