import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RaibidError } from '../../shared/errors.ts';
import { issueCertificate, type KeyedCertificate } from './certificate.ts';

const authorityName = 'raibid-ci';
const authorityDays = 3650;
/** Browsers refuse certificates of servers that live longer. */
const serverDays = 825;
/** A certificate is made anew this long before its end. */
const renewBeforeMilliseconds = 30 * 86_400_000;

/** Files of the authority below the configuration folder: people trust `ca.crt`, and guard `ca.key`. */
export function authorityFiles(config: string): { certificate: string; key: string } {
  return { certificate: join(config, 'ca', 'ca.crt'), key: join(config, 'ca', 'ca.key') };
}

/** Our own authority; null when it was not made yet. */
export async function readAuthority(config: string): Promise<KeyedCertificate | null> {
  const files = authorityFiles(config);
  try {
    return { certificate: await readFile(files.certificate, 'utf8'), key: await readFile(files.key, 'utf8') };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw new RaibidError('config_invalid', `the authority in ${join(config, 'ca')} cannot be read`, { cause: error });
  }
}

/** Our own authority, made at the first call. Two at the same time end with the same one. */
export async function openAuthority(config: string): Promise<KeyedCertificate> {
  const known = await readAuthority(config);
  if (known !== null) return known;
  const made = issueCertificate({ name: authorityName, days: authorityDays, host: null });
  const folder = join(config, 'ca');
  await mkdir(config, { recursive: true });
  const unfinished = await mkdtemp(`${folder}.`);
  try {
    await writeFile(join(unfinished, 'ca.key'), made.key, { mode: 0o600, flush: true });
    await writeFile(join(unfinished, 'ca.crt'), made.certificate, { mode: 0o644, flush: true });
    // Both files appear at once: a kill in between leaves no authority without its key.
    await rename(unfinished, folder);
    return made;
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    const other = await readAuthority(config);
    if (other !== null) return other;
    throw new RaibidError('config_invalid', `the authority cannot be written into ${folder}`, { cause: error });
  }
}

/** A server's certificate for a host, signed by our authority. */
export async function issueFor(config: string, host: string): Promise<KeyedCertificate> {
  const authority = await openAuthority(config);
  const issuer = { name: authorityName, key: createPrivateKey(authority.key) };
  return issueCertificate({ name: host, days: serverDays, host }, issuer);
}

/** Why a certificate must be made anew for this host, in words; null when it need not. */
export function renewalReason(certificate: string, host: string, authority: KeyedCertificate | null): string | null {
  const parsed = new X509Certificate(certificate);
  if (parsed.checkHost(host) === undefined) return `it is not for ${host}`;
  // One that someone else signed (a company's authority) is left to them, but for its end.
  if (parsed.issuer === `CN=${authorityName}`) {
    if (authority === null) return 'its authority is gone';
    if (!parsed.verify(new X509Certificate(authority.certificate).publicKey)) return 'its authority was made anew';
  }
  if (parsed.validToDate.getTime() - Date.now() < renewBeforeMilliseconds) return `it ends at ${parsed.validTo}`;
  return null;
}
