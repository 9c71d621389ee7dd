import { signal } from '@preact/signals';

/** `unknown` until the first answer. */
export type Session = 'unknown' | 'open' | 'none';

export const session = signal<Session>('unknown');

export function sessionOpened(): void {
  session.value = 'open';
}

/** The server no longer knows us: the login page takes over, and comes back to the same address. */
export function sessionEnded(): void {
  session.value = 'none';
}
