import { registerHooks } from 'node:module';

/**
 * Runs `load` while JSON files may be imported without `with { type: 'json' }`: GitHub's parser does that, and Node
 * refuses it. In a bundle, where the JSON is inlined, this changes nothing.
 */
export async function withJsonImports<T>(load: () => Promise<T>): Promise<T> {
  const hooks = registerHooks({
    load(url, context, next) {
      if (!new URL(url).pathname.endsWith('.json')) return next(url, context);
      return next(url, { ...context, importAttributes: { type: 'json' } });
    },
  });
  try {
    return await load();
  } finally {
    hooks.deregister();
  }
}
