import { signal } from '@preact/signals';

/**
 * Whether someone can see this page. A browser allows six connections to one server: hidden tabs give theirs up and
 * ask now and then instead.
 */
export const visible = signal(document.visibilityState !== 'hidden');

document.addEventListener('visibilitychange', () => {
  visible.value = document.visibilityState !== 'hidden';
});
