import { lstat, readlink, realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isBelow } from '../glob/patterns.ts';
import type { JobLayout } from './port.ts';
import type { SandboxOptions } from './sandbox-options.ts';
import { jobUser } from './sandbox-user.ts';

/** Where bubblewrap and setpriv are looked for. */
export const programPath = '/usr/local/bin:/usr/bin:/bin';

/** Folders of the job on this side. */
export interface SandboxFolders {
  workspace: string;
  temp: string;
  home: string;
  /** /tmp and /var/tmp of the job: on disk, so that large files cost no memory. */
  scratch: string;
  toolCache: string;
  /** Files that replace those of /etc. */
  etc: string;
}

/** Paths inside: the same for every job, so that caches with absolute paths in them fit the next job. */
export function sandboxLayout(workspaceName: string): JobLayout {
  return { workspace: `/job/work/${workspaceName}`, temp: '/job/temp', toolCache: '/job/tools', home: '/job/home' };
}

/** What a job may see of the system, read-only. On most systems /bin and /lib are links into /usr. */
const systemFolders = [
  '/usr',
  '/bin',
  '/sbin',
  '/lib',
  '/lib32',
  '/lib64',
  '/libx32',
  '/etc',
  '/opt',
  '/sys',
  '/nix/store',
];

/** Parts of those that hold credentials where a tool of ours or a cluster put them there. */
const hiddenParts = ['/etc/raibid-ci', '/etc/rancher', '/etc/kubernetes'];

/** What bubblewrap is told: everything of its command line up to the program. */
export async function sandboxArguments(
  options: SandboxOptions,
  folders: SandboxFolders,
  layout: JobLayout,
): Promise<string[]> {
  const system = (await Promise.all(systemFolders.map(showSystemFolder))).flat();
  const visible = [...systemFolders, ...options.programFolders];
  return [
    ...['--unshare-pid', '--unshare-ipc', '--unshare-uts', '--unshare-cgroup-try', '--hostname', 'raibid-job'],
    ...privilegeArguments(),
    ...['--die-with-parent', '--new-session', '--clearenv'],
    ...system,
    ...['--ro-bind', `${folders.etc}/passwd`, '/etc/passwd', '--ro-bind', `${folders.etc}/group`, '/etc/group'],
    ...['--dev', '/dev', '--perms', '1777', '--tmpfs', '/dev/shm'],
    ...(await hide([...hiddenParts, ...options.hidden, dirname(options.root)], visible)),
    ...parentFolders(['/var/tmp', '/run/x']),
    // Before the programs: a package may lie below /tmp, and what is hidden in it must stay hidden.
    ...['--bind', folders.scratch, '/tmp', '--bind', folders.scratch, '/var/tmp'],
    ...parentFolders([...options.programFolders, ...Object.values(layout)]),
    ...options.programFolders.flatMap((folder) => ['--ro-bind', folder, folder]),
    ...(await hide([...options.hidden, dirname(options.root)], options.programFolders)),
    ...(await nameResolution()),
    ...['--bind', folders.home, layout.home, '--bind', folders.temp, layout.temp],
    ...['--bind', folders.toolCache, layout.toolCache, '--bind', folders.workspace, layout.workspace],
    ...['--remount-ro', '/', '--chdir', '/'],
  ];
}

/**
 * Root makes the namespaces without a user namespace and keeps only what is needed to mount /proc and to drop to the
 * job's user. It mounts /proc itself: bubblewrap would cover parts of it for root, and a /proc with covered parts lets no
 * job make a sandbox of its own (a CI's tests may want one). File rights protect those parts from the job's user.
 */
export function privilegeArguments(): string[] {
  if (!jobUser().drop) return ['--unshare-user', '--proc', '/proc'];
  const needed = ['CAP_SETUID', 'CAP_SETGID', 'CAP_SETPCAP', 'CAP_SYS_ADMIN'];
  return ['--cap-drop', 'ALL', ...needed.flatMap((name) => ['--cap-add', name]), '--dir', '/proc'];
}

/** What drops root inside, before the program. */
export function privilegeCommand(): string[] {
  const { uid, gid, drop } = jobUser();
  if (!drop) return [];
  return [
    ...['/bin/sh', '-c', 'mount -t proc -o nosuid,nodev,noexec proc /proc && exec "$@"', 'sh'],
    ...['/usr/bin/setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups'],
    ...['--bounding-set=-all', '--inh-caps=-all', '--ambient-caps=-all', '--no-new-privs', '--'],
  ];
}

async function showSystemFolder(path: string): Promise<string[]> {
  const facts = await lstat(path).catch(() => null);
  if (facts === null) return [];
  if (facts.isSymbolicLink()) return ['--symlink', await readlink(path), path];
  return ['--ro-bind', path, path];
}

/** /etc/resolv.conf often is a link into /run, which is not visible: the file behind it is shown there. */
async function nameResolution(): Promise<string[]> {
  const file = await realpath('/etc/resolv.conf').catch(() => null);
  return file === null || isBelow(file, '/etc') ? [] : [...parentFolders([file]), '--ro-bind', file, file];
}

/** Folders on the way to these paths: bubblewrap would make them for root alone. Those in a system folder are there. */
function parentFolders(paths: readonly string[]): string[] {
  const parents = new Set<string>();
  for (const path of paths) {
    const parts = path.split('/').slice(1, -1);
    for (let depth = 1; depth <= parts.length; depth++) parents.add(`/${parts.slice(0, depth).join('/')}`);
  }
  const isShown = (path: string) => systemFolders.some((folder) => path === folder || isBelow(path, folder));
  return [...parents].filter((path) => !isShown(path)).flatMap((path) => ['--perms', '0755', '--dir', path]);
}

/** An empty folder over everything that a visible folder would show. */
async function hide(paths: readonly string[], visible: readonly string[]): Promise<string[]> {
  const real = await Promise.all([...new Set(paths)].map((path) => realpath(path).catch(() => null)));
  const hidden: string[] = [];
  for (const path of real) {
    if (path === null || !visible.some((folder) => isBelow(path, folder))) continue;
    if ((await stat(path)).isDirectory()) hidden.push('--tmpfs', path);
  }
  return hidden;
}
