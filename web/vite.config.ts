import { defineConfig } from 'vite';

/** Where `npm run dev:web` finds a running server. */
const server = 'http://127.0.0.1:8420';

export default defineConfig({
  root: import.meta.dirname,
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    // The first versions with light-dark(), so that one set of colours needs no rewriting.
    target: ['chrome123', 'firefox120', 'safari17.5'],
    // The content security policy allows no data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { proxy: { '/api': server, '/git': server } },
});
