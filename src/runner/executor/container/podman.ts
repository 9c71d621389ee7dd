import { chmod, mkdir, readFile, stat } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { RaibidError } from '../../../shared/errors.ts';
import { type RunLocalOptions, runLocal } from '../../actions/run-local.ts';
import type { ToolResult } from '../../steps/run-tool.ts';
import { defaultPath } from '../host.ts';
import { whichProgram } from '../host-files.ts';
import { type JobUser, jobUser } from '../sandbox-user.ts';

/** The podman of this machine, as the runner calls it. Nothing that a job chose ever stands in its environment. */
export interface Podman {
  /** Program and the options that every call begins with. */
  readonly program: [string, ...string[]];
  readonly env: Record<string, string>;
  /** Options of every container of a job: whom its users are on this machine, and its limits. */
  readonly containerFlags: string[];
  /** The same where the job's steps are the agent's own user: so is root of the container then. */
  readonly ownContainerFlags: string[];
  /** The same for `podman build`. */
  readonly ownBuildFlags: string[];
  /** Runs one command. Never rejects for its exit code. */
  run(words: readonly string[], options?: PodmanCall): Promise<ToolResult>;
  /** The same, and its output; rejects with `container_failed` and podman's last line. */
  ask(what: string, words: readonly string[], options?: PodmanCall): Promise<string>;
}

/** Two minutes are given to a call that says nothing else. */
export type PodmanCall = Pick<RunLocalOptions, 'timeoutMilliseconds' | 'signal'>;

export interface PodmanOptions {
  /** Where `wayToRegistries` stand; nothing else of it is used. */
  environment?: Readonly<Record<string, string>>;
  /** Where images and containers of root's own jobs lie; tests have their own. */
  storeFolder?: string;
}

/** Images and containers of jobs, where the agent is root: apart from those of the machine's own containers. */
export const rootStore = '/var/lib/raibid-ci/podman';

/** Other users of containers than their root, where the agent is root: ids that nobody else has on a machine. */
const otherUsers = 1_879_048_192;

const wayToRegistries = /_PROXY$|^CONTAINERS_REGISTRIES_CONF$/i;

/** How a person installs it. */
export const podmanHint =
  'Install podman on the machine of the agent: `apt-get install podman netavark aardvark-dns iptables` (and, where the agent is not root: `uidmap slirp4netns fuse-overlayfs`).';

/** Finds podman. Rejects with `tool_missing` where there is none. */
export async function findPodman(options: PodmanOptions = {}): Promise<Podman> {
  const file = process.platform === 'linux' ? await whichProgram('podman', defaultPath) : null;
  if (file === null) {
    throw new RaibidError('tool_missing', 'This job wants containers, and podman is not installed on this machine.', {
      hint: process.platform === 'linux' ? podmanHint : 'Run the job on a Linux machine.',
    });
  }
  const env = await podmanEnvironment(options.environment ?? {});
  const version = await runLocal([file, '--version'], { env, timeoutMilliseconds: 30_000 });
  const program: Podman['program'] = [file, ...(await globalFlags(version.stdout.toString(), options))];
  const limit = await limits();
  const agentUser = { ...jobUser(), uid: 0, gid: 0 };
  const run: Podman['run'] = (words, options = {}) =>
    runLocal([...program, ...words], { env, timeoutMilliseconds: 120_000, ...options });
  return {
    program,
    env,
    containerFlags: [...mapping(jobUser()), ...limit],
    ownContainerFlags: [...mapping(agentUser), ...limit],
    ownBuildFlags: [...mapping(agentUser, ['--userns-uid-map', '--userns-gid-map']), ...limit],
    run,
    ask: async (what, words, options) => {
      const { code, stdout, stderr } = await run(words, options);
      if (code === 0) return stdout.toString().trim();
      throw podmanFault(what, lastLine(stderr) || `podman ended with ${code}`);
    },
  };
}

/** `container_failed`, in podman's words. netavark sets firewall rules with a program whose absence it does not name. */
export function podmanFault(what: string, reason: string): RaibidError {
  if (!/^netavark: .*No such file or directory/.test(reason)) {
    return new RaibidError('container_failed', `${what}: ${reason}`);
  }
  return new RaibidError('container_failed', `${what}: netavark finds no program to set firewall rules with.`, {
    hint: 'Install it on the machine of the agent: `apt-get install iptables` (for netavark 1.14 and newer `nftables`).',
  });
}

/** The line of podman that says why: it begins with `Error:`. */
export function lastLine(stderr: string): string {
  const lines = stderr.trim().split('\n');
  const error = lines.findLast((line) => line.startsWith('Error:')) ?? lines.at(-1) ?? '';
  return error.replace(/^Error: /, '').trim();
}

async function podmanEnvironment(given: Readonly<Record<string, string>>): Promise<Record<string, string>> {
  const { uid, homedir } = userInfo();
  const runtime = `/run/user/${uid}`;
  const kept = Object.entries(given).filter(([name]) => wayToRegistries.test(name));
  return {
    ...Object.fromEntries(kept),
    PATH: defaultPath,
    HOME: homedir,
    // Health is asked by the runner itself, so that no timers of systemd are left behind.
    DISABLE_HC_SYSTEMD: 'true',
    ...(uid !== 0 && (await exists(runtime)) && { XDG_RUNTIME_DIR: runtime }),
  };
}

async function globalFlags(version: string, options: PodmanOptions): Promise<string[]> {
  const flags = ['--events-backend', 'none'];
  if (!(await exists('/run/systemd/system'))) flags.push('--cgroup-manager', 'cgroupfs');
  // crun refuses machines where version 1 and 2 of control groups are mixed; runc works there.
  const isUnified = await exists('/sys/fs/cgroup/cgroup.controllers');
  if (!isUnified && (await whichProgram('runc', defaultPath)) !== null) flags.push('--runtime', 'runc');
  return jobUser().drop ? [...flags, ...(await storeFlags(version, options.storeFolder ?? rootStore))] : flags;
}

/**
 * Podman before 4.4 cannot mount layers for mapped users on Linux 5.19 and newer (containers/storage#1308): its images
 * are copied instead.
 */
async function storeFlags(version: string, folder: string): Promise<string[]> {
  const [, major = '0', minor = '0'] = /(\d+)\.(\d+)/.exec(version) ?? [];
  const isOld = Number(major) < 4 || (Number(major) === 4 && Number(minor) < 4);
  if (isOld) await makeWalkable(folder, 'storage', 'vfs', 'dir');
  const place = ['--root', `${folder}/storage`, '--runroot', `${folder}/run`, '--tmpdir', `${folder}/tmp`];
  return [...place, '--storage-driver', isOld ? 'vfs' : 'overlay'];
}

/** The mapped root of a container must get through to its image; podman makes these folders for root alone. */
async function makeWalkable(...parts: string[]): Promise<void> {
  for (let depth = 1; depth <= parts.length; depth++) {
    const path = join(...parts.slice(0, depth));
    await mkdir(path, { recursive: true, mode: 0o711 });
    await chmod(path, 0o711);
  }
}

/** Root of a container is the user that the job has outside of it, so that both may use the workspace alike. */
function mapping({ uid, gid, drop }: JobUser, [uids, gids] = ['--uidmap', '--gidmap']): string[] {
  if (!drop) return [];
  const map = (flag: string, id: number) => [flag, `0:${id}:1`, flag, `1:${otherUsers}:65535`];
  return [...map(uids, uid), ...map(gids, gid)];
}

/** Not more than this process has: podman's defaults are more than some machines allow. */
async function limits(): Promise<string[]> {
  const [, open = '1024'] = /^Max open files\s+\S+\s+(\d+)/m.exec(await readFile('/proc/self/limits', 'utf8')) ?? [];
  const files = Math.min(Number(open), 1_048_576);
  return ['--ulimit', `nofile=${files}:${files}`, '--ulimit', 'nproc=32768:32768'];
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
