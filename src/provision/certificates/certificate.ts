import { createHash, createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import {
  bitString,
  boolean,
  explicit,
  implicit,
  integer,
  objectId,
  octetString,
  sequence,
  set,
  utcTime,
  utf8,
} from './der.ts';

/** Certificate and key as PEM. */
export interface KeyedCertificate {
  certificate: string;
  key: string;
}

export interface Subject {
  /** Common name. */
  name: string;
  days: number;
  /** Host that a server's certificate is for; null: it is an authority's. */
  host: string | null;
}

export interface Issuer {
  name: string;
  key: KeyObject;
}

const names = {
  commonName: '2.5.4.3',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  subjectKeyId: '2.5.29.14',
  keyUsage: '2.5.29.15',
  alternativeName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  authorityKeyId: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
  serverAuth: '1.3.6.1.5.5.7.3.1',
} as const;

/** Bits of keyUsage (RFC 5280, 4.2.1.3) with how many at the end are unused. */
const usage = { authority: [0x06, 1], server: [0x80, 7] } as const;

/** Clocks of other machines may be behind. */
const backdatedMilliseconds = 5 * 60_000;
const dayMilliseconds = 86_400_000;

/**
 * A new P-256 key and a certificate for it (X.509 v3, RFC 5280), signed by `issuer` or, without one, by itself. Node has
 * no function for that, and `openssl` is not on every machine.
 */
export function issueCertificate(subject: Subject, issuer?: Issuer): KeyedCertificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const signer = issuer ?? { name: subject.name, key: privateKey };
  const now = Date.now();
  const algorithm = sequence(objectId(names.ecdsaWithSha256));
  const signed = sequence(
    explicit(0, integer(Buffer.of(2))),
    integer(serialNumber()),
    algorithm,
    distinguishedName(signer.name),
    sequence(utcTime(new Date(now - backdatedMilliseconds)), utcTime(new Date(now + subject.days * dayMilliseconds))),
    distinguishedName(subject.name),
    publicKey.export({ type: 'spki', format: 'der' }),
    explicit(3, sequence(...extensions(subject, publicKey, createPublicKey(signer.key)))),
  );
  const signature = bitString(sign('sha256', signed, signer.key));
  return {
    certificate: pem('CERTIFICATE', sequence(signed, algorithm, signature)),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

function extensions({ host }: Subject, own: KeyObject, signer: KeyObject): Buffer[] {
  const isAuthority = host === null;
  const [bits, unused] = isAuthority ? usage.authority : usage.server;
  const common = [
    // An authority may sign servers, and no other authority.
    extension(names.basicConstraints, isAuthority ? sequence(boolean(true), integer(Buffer.of(0))) : sequence(), true),
    extension(names.keyUsage, bitString(Buffer.of(bits), unused), true),
    extension(names.subjectKeyId, octetString(keyId(own))),
    extension(names.authorityKeyId, sequence(implicit(0, keyId(signer)))),
  ];
  if (isAuthority) return common;
  return [
    ...common,
    extension(names.alternativeName, sequence(implicit(2, Buffer.from(host, 'ascii')))),
    extension(names.extendedKeyUsage, sequence(objectId(names.serverAuth))),
  ];
}

function extension(id: string, value: Buffer, critical = false): Buffer {
  return sequence(objectId(id), ...(critical ? [boolean(true)] : []), octetString(value));
}

function distinguishedName(name: string): Buffer {
  return sequence(set(sequence(objectId(names.commonName), utf8(name))));
}

function keyId(key: KeyObject): Buffer {
  return createHash('sha1')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest();
}

/** 16 random bytes, positive and without a leading zero. */
function serialNumber(): Buffer {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes;
}

function pem(label: string, der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}
