import { glob, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageVersion } from '../../../src/shared/package-version.ts';
import { runQuiet } from '../run.ts';

const repository = 'docker.io/raibid-ci/server';
const dist = 'usr/local/lib/raibid-ci/dist';

/**
 * Puts an image of our server into the node, from inside the bed, that brings the data on Redis to one form more than the
 * present one: what the next version of the program may do. Its tag is `tag`.
 */
export async function loadNextServer(tag: string, form: number): Promise<void> {
  const work = await mkdtemp(join(tmpdir(), 'raibid-next-server-'));
  const [present, next] = [join(work, 'present.tar'), join(work, 'next.tar')];
  const buildah = async (...words: string[]) => {
    const places = ['--root', join(work, 'images'), '--runroot', join(work, 'run')];
    return (await runQuiet(['buildah', ...places, ...words])).trim();
  };
  try {
    await runQuiet(['ctr', 'images', 'export', present, `${repository}:${packageVersion()}`]);
    const container = await buildah('from', `docker-archive:${present}`);
    await addMigration(await buildah('mount', container), form);
    await buildah('commit', '--quiet', container, `docker-archive:${next}:${repository}:${tag}`);
    await buildah('rm', '--all');
    await runQuiet(['ctr', 'images', 'import', next]);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** In the bundle: the file with the list of migrations gets a line more. */
async function addMigration(root: string, form: number): Promise<void> {
  for await (const file of glob(join(root, dist, '*.js'))) {
    const text = await readFile(file, 'utf8');
    const [, list, make] = /([\w$]+) = \[([\w$]+)\(1, ""\)/.exec(text) ?? [];
    if (list === undefined) continue;
    await writeFile(file, `${text}\n${list}.push(${make}(${form}, ""));\n`);
    return;
  }
  throw new Error(`no file of ${dist} has the migrations`);
}
