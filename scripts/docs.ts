import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from './command.ts';
import { generatedPages } from './docs/pages.ts';

/** `npm run docs` writes the generated pages; `npm run docs -- --check` says which are out of step. */
const check = process.argv.includes('--check');
for (const { path, text } of generatedPages()) {
  const file = join(root, path);
  if (!check) await writeFile(file, text);
  else if ((await readFile(file, 'utf8').catch(() => '')) !== text) {
    console.error(`${path} is out of step: npm run docs`);
    process.exitCode = 1;
  }
}
