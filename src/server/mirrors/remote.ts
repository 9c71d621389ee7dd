import type { Target, TargetRules } from './allowed-target.ts';

/** What a mirror shows to the other side. HTTP takes name and password, ssh takes a key; empty: none. */
export interface RemoteCredentials {
  username: string;
  password: string;
  /** A private key without pass phrase, in the text form of ssh-keygen. */
  sshKey: string;
  /** `<type> <base64>` of the keys by which the other side is known; empty before the first contact. */
  hostKeys: string[];
}

/** Where a repository is served now, after redirects that were each checked. */
export interface HttpRemote extends Target {
  transport: 'http';
  /** Credentials are for the address that was given, and for no other origin. */
  authorization: string | null;
}

/** A repository behind sshd, at the one address that answered. */
export interface SshRemote extends Target {
  transport: 'ssh';
  sshKey: string;
  /** Never empty. */
  hostKeys: string[];
}

/** Where git may go, and with what. */
export type Remote = HttpRemote | SshRemote;

export interface RemoteRules extends TargetRules {
  /** Ends the search. */
  signal?: AbortSignal;
}
