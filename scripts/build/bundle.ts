import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { root } from '../command.ts';
import { oneByteText } from './one-byte-text.ts';

const programs = ['raibid-cli', 'raibid-server', 'raibid-agent'];

/**
 * Bundles the programs for the carried Node, split so that a command loads only what it needs. Answers the folders of
 * the npm packages that went in.
 */
export async function bundle(folder: string): Promise<string[]> {
  const build = await rolldown({
    cwd: root,
    input: Object.fromEntries(programs.map((name) => [name, join('src/bin', `${name}.ts`)])),
    platform: 'node',
    plugins: [oneByteText()],
    onLog(level, log, report) {
      // Libraries that probe for optional companions are none of our business; a fault of our own code is.
      if (log.code === 'UNRESOLVED_IMPORT' && log.id?.includes('node_modules') !== true) throw new Error(log.message);
      if (level !== 'debug') report(level, log);
    },
  });
  const { output } = await build.write({
    dir: folder,
    format: 'esm',
    minify: { compress: true, mangle: false, codegen: false },
    entryFileNames: '[name].js',
    // Beside the programs, not in a folder: code that looks for its files starts from one depth.
    chunkFileNames: '[name]-[hash].js',
  });
  await build.close();
  const modules = output.flatMap((item) => (item.type === 'chunk' ? Object.keys(item.modules) : []));
  return [...new Set(modules.flatMap(packageFolder))].sort();
}

/** The folder of the npm package that a module belongs to; the innermost one. */
function packageFolder(module: string): string[] {
  const found = /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(module);
  return found?.[1] === undefined ? [] : [found[1].replace(/^\0/, '')];
}
