import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { runShown } from './command.ts';

/** Programs that the tests use, and the Debian packages that bring them. */
const needed = [
  { program: 'bash', package: 'bash' },
  { program: 'bwrap', package: 'bubblewrap' },
  { program: 'chromium', package: 'chromium' },
  { program: 'docker-registry', package: 'docker-registry' },
  { program: 'git', package: 'git' },
  { program: 'python3', package: 'python3' },
  { program: 'redis-server', package: 'redis-server' },
  { program: 'tar', package: 'tar' },
  { program: 'yamllint', package: 'yamllint' },
];

/**
 * Installs with apt-get what is missing. Where that is not possible it says so in one line; the tests that need the
 * program fail then.
 */
export async function ensurePackages(): Promise<void> {
  const missing: string[] = [];
  for (const item of needed) if (!(await isInstalled(item.program))) missing.push(item.package);
  if (missing.length === 0) return;
  const isRoot = process.getuid?.() === 0;
  if (!isRoot || !(await isInstalled('apt-get'))) {
    console.error(`tests: install these first: sudo apt-get install ${missing.join(' ')}`);
    return;
  }
  console.log(`tests: installing ${missing.join(' ')}`);
  const quiet = { DEBIAN_FRONTEND: 'noninteractive' };
  await runShown('apt-get', ['update', '-qq'], quiet);
  const install = ['install', '-y', '-qq', '--no-install-recommends', ...missing];
  if ((await runShown('apt-get', install, quiet)) !== 0) console.error('tests: apt-get could not install them all');
}

async function isInstalled(program: string): Promise<boolean> {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    if (folder === '') continue;
    const found = await access(join(folder, program), constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return true;
  }
  return false;
}
