export interface TokenRecord {
  hash: string;
  kind: 'admin' | 'agent' | 'session';
  /** For people: who or what holds it. */
  name: string;
  createdAt: number;
  expiresAt: number | null;
  /** Of a session: hash of the token that it was exchanged for. It ends with that one. */
  grantedBy?: string;
}

export interface TokenStore {
  create(token: TokenRecord): Promise<void>;
  /** Null when unknown or past its time. */
  find(hash: string, at: number): Promise<TokenRecord | null>;
  delete(hash: string): Promise<void>;
}
