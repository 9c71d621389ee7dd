import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const manifestSchema = z.object({ name: z.string(), version: z.string(), license: z.string().default('see its text') });

/** Writes name, version and licence text of every bundled package into one file. Throws for one without a licence. */
export async function writeLicences(packages: string[], file: string): Promise<void> {
  const sections = await Promise.all(packages.map(licenceOf));
  await writeFile(file, `${sections.join(`\n${'-'.repeat(80)}\n\n`)}`);
}

async function licenceOf(folder: string): Promise<string> {
  const manifest = manifestSchema.parse(JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')));
  const names = (await readdir(folder)).filter((name) => /^(licen[cs]e|notice|copying)/i.test(name));
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  if (texts.length === 0 && manifest.license === 'see its text') throw new Error(`${folder} has no licence`);
  return [
    `${manifest.name} ${manifest.version} (${manifest.license})`,
    '',
    ...texts.map((text) => text.trim()),
    '',
  ].join('\n');
}
