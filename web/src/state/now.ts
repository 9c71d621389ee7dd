import { signal } from '@preact/signals';

/** The moment, once a second: whoever shows a running time reads it and is drawn again. */
export const now = signal(Date.now());

setInterval(() => {
  now.value = Date.now();
}, 1000);
