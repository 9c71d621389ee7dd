import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReadinessItem } from '../item.ts';

/** What the page of a component must tell those who run it. */
const chapters = ['Configure', 'Deploy', 'Verify', 'Back up', 'Restore', 'Roll back', 'Troubleshoot'];

export const documentation: ReadinessItem = {
  name: 'documentation',
  demand: 'Every component has a page that tells how to configure, deploy, verify, back up, restore and mend it.',
  async look({ options }) {
    const { entries, infra } = options;
    const pages = await Promise.all(
      entries.map(async ({ name, path }) => ({
        name,
        text: await readFile(join(infra, path, 'README.md'), 'utf8').catch(() => ''),
      })),
    );
    return {
      evidence: [`${pages.length} pages were looked through for ${chapters.join(', ')}`],
      faults: pages.flatMap(({ name, text }) =>
        chapters
          .filter((chapter) => !text.includes(`\n## ${chapter}\n`))
          .map((chapter) => `infra/${name}/README.md has no chapter ${chapter}`),
      ),
      mend: 'Write the chapter in infra/<component>/README.md.',
    };
  },
};
