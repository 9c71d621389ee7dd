import { randomBytes } from 'node:crypto';
import type { ComponentContext } from '../context.ts';

/** How a Secret of infra/components.yaml is made, once. */
export interface SecretRecipe {
  name: string;
  /** By default `Opaque`. */
  type?: string;
  /** Its values by key: all that components.yaml names. Called only when the Secret is missing or must be made anew. */
  make: (context: ComponentContext) => Promise<Record<string, string>>;
  /** False: this configuration needs no such Secret (a certificate that cert-manager makes). */
  isWanted?: (context: ComponentContext) => boolean;
  /** Why one that is there must be made anew, in words; null when it need not. */
  renewal?: (context: ComponentContext, values: Record<string, string>) => Promise<string | null>;
}

/** 256 random bits in letters that need no quoting anywhere. */
export function randomText(): string {
  return randomBytes(32).toString('base64url');
}
