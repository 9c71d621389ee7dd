import { signal } from '@preact/signals';

/** Since when the server has been away (milliseconds since 1970); null while it answers. */
export const awaySince = signal<number | null>(null);

export function connectionLost(): void {
  awaySince.value ??= Date.now();
}

export function connectionWorks(): void {
  awaySince.value = null;
}
