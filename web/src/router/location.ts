import { signal } from '@preact/signals';

export interface Location {
  path: string;
  query: URLSearchParams;
  hash: string;
}

function read(): Location {
  const { pathname, search, hash } = window.location;
  return { path: pathname, query: new URLSearchParams(search), hash };
}

/** Where the browser is. */
export const location = signal<Location>(read());

function update(): void {
  location.value = read();
}

/** Goes to an address of the dashboard. `replace`: without a step in the browser's history. */
export function navigate(address: string, how: 'push' | 'replace' = 'push'): void {
  const before = window.location.pathname;
  if (how === 'push') history.pushState(null, '', address);
  else history.replaceState(null, '', address);
  update();
  if (window.location.pathname !== before) window.scrollTo(0, 0);
}

/** Lets plain links work without loading the page anew. What the server answers itself is left to the browser. */
export function followLinks(): void {
  window.addEventListener('popstate', update);
  window.addEventListener('hashchange', update);
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    if (!link || !plain || event.defaultPrevented || link.target || link.hasAttribute('download')) return;
    const url = new URL(link.href, window.location.href);
    // A place on this page: the browser also moves the focus there.
    if (url.hash !== '' && url.pathname + url.search === window.location.pathname + window.location.search) return;
    if (url.origin !== window.location.origin || /^\/(api|git)\//.test(url.pathname)) return;
    event.preventDefault();
    navigate(url.pathname + url.search + url.hash);
  });
}
