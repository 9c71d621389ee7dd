import { isIP, isIPv4, isIPv6 } from 'node:net';
import type { Check } from './check-run.ts';
import { quote } from './describe-value.ts';

/** The formats that the API server holds custom resources to; it ignores all others, and so do we. */
const formats: Record<string, { what: string; test: (text: string) => boolean }> = {
  ipv4: { what: 'an IPv4 address', test: isIPv4 },
  ipv6: { what: 'an IPv6 address', test: isIPv6 },
  ip: { what: 'an IP address', test: (text) => isIP(text) > 0 },
  cidr: { what: 'a network such as 10.0.0.0/8', test: isCidr },
  uri: { what: 'a URI', test: (text) => URL.canParse(text) },
  uuid: { what: 'a UUID', test: (text) => /^[\da-f]{8}-?([\da-f]{4}-?){3}[\da-f]{12}$/i.test(text) },
  email: { what: 'an e-mail address', test: (text) => /^[^@\s]+@[^@\s]+$/.test(text) },
  date: { what: 'a date such as 2026-01-31', test: (text) => /^\d{4}-\d\d-\d\d$/.test(text) },
  duration: { what: 'a duration such as 1h30m', test: isDuration },
};

export function formatCheck(format: string): Check | undefined {
  const known = formats[format];
  if (!known) return undefined;
  return (value, run) => {
    if (typeof value !== 'string' || known.test(value)) return;
    run.fault('invalid-value', `${quote(value)} is not ${known.what}`, `Write ${known.what}.`);
  };
}

export function isCidr(text: string): boolean {
  const [address = '', prefix = '', ...rest] = text.split('/');
  const version = isIP(address);
  return version > 0 && rest.length === 0 && /^\d{1,3}$/.test(prefix) && Number(prefix) <= (version === 4 ? 32 : 128);
}

/** Go's time.ParseDuration. */
function isDuration(text: string): boolean {
  return text === '0' || /^[-+]?(\d+(\.\d*)?(ns|us|µs|ms|s|m|h))+$/.test(text);
}
