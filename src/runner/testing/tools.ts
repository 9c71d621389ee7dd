import { execFileSync, spawnSync } from 'node:child_process';

/** Makes sure of a program that tests need: installs its Debian package when that can be done, else says what is missing. */
export function needTool(program: string, debianPackage: string): void {
  if (isThere(program)) return;
  if (process.getuid?.() === 0) {
    spawnSync('apt-get', ['update'], { stdio: 'ignore' });
    execFileSync('apt-get', ['install', '-y', '--no-install-recommends', debianPackage], { stdio: 'ignore' });
  }
  if (!isThere(program)) throw new Error(`${program} is needed by this test: apt-get install ${debianPackage}`);
}

function isThere(program: string): boolean {
  return spawnSync('sh', ['-c', 'command -v "$0"', program], { stdio: 'ignore' }).status === 0;
}
