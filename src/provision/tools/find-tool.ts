import { access, chmod, constants, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { arch, platform } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { RaibidError } from '../../shared/errors.ts';
import type { BundleFiles } from '../context.ts';
import { fetchChecked } from './fetch-checked.ts';
import { runProgram } from './run-program.ts';
import { isAccepted, type Tool, type ToolName } from './tool-table.ts';

export interface FindToolOptions {
  env: Readonly<Record<string, string | undefined>>;
  /** Folder of this product in the user's cache. */
  cache: string;
  bundle: BundleFiles | null;
  mirror: string | null;
  signal: AbortSignal;
}

export interface FoundTool {
  file: string;
  version: string;
}

/** How each program says its version. */
const versionWords: Record<ToolName, string[]> = {
  helm: ['version', '--template', '{{.Version}}'],
  kubectl: ['version', '--client', '--output', 'json'],
};

/**
 * The program itself: from the bundle when there is one, from the PATH when its version is in range, from the cache, or
 * fetched. Throws `unreachable` when it can be had nowhere.
 */
export async function findTool(tool: Tool, options: FindToolOptions): Promise<FoundTool> {
  const name = `tools/${tool.name}`;
  if (options.bundle?.names.includes(name)) {
    const file = await options.bundle.take(name);
    await chmod(file, 0o755);
    return { file, version: tool.version };
  }
  return (await onPath(tool, options)) ?? (await cached(tool, options));
}

async function onPath(tool: Tool, { env, signal }: FindToolOptions): Promise<FoundTool | null> {
  for (const folder of (env.PATH ?? '').split(delimiter).filter(Boolean)) {
    const file = join(folder, tool.name);
    if (!(await isProgram(file))) continue;
    const { stdout } = await runProgram(file, versionWords[tool.name], { env, signal });
    const [version] = /v\d+\.\d+[\w.+-]*/.exec(stdout) ?? [];
    if (version !== undefined && isAccepted(tool, version)) return { file, version };
  }
  return null;
}

async function cached(tool: Tool, options: FindToolOptions): Promise<FoundTool> {
  const file = join(options.cache, 'tools', `${tool.name}-${tool.version}`);
  if (!(await isProgram(file))) await fetchTool(tool, file, options);
  return { file, version: tool.version };
}

/**
 * Downloads beside the target, so that a half-made program never stands at its place. `architecture` as Node names it
 * (`x64`, `arm64`): a bundle may be for another machine.
 */
export async function fetchTool(
  tool: Tool,
  target: string,
  options: Pick<FindToolOptions, 'env' | 'mirror' | 'signal'>,
  architecture: string = arch(),
): Promise<void> {
  const filled = (text: string): string =>
    text
      .replaceAll('{version}', tool.version)
      .replaceAll('{os}', platform())
      .replaceAll('{arch}', architecture === 'x64' ? 'amd64' : architecture);
  const address = filled(tool.address);
  await mkdir(dirname(target), { recursive: true });
  const work = await mkdtemp(`${target}.`);
  try {
    const download = join(work, 'download');
    const checksum = tool.member === undefined ? `${address}.sha256` : `${address}.sha256sum`;
    await fetchChecked(address, checksum, download, options);
    const program = tool.member === undefined ? download : await unpack(download, filled(tool.member), work, options);
    await chmod(program, 0o755);
    await rename(program, target);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function unpack(
  archive: string,
  member: string,
  folder: string,
  options: Pick<FindToolOptions, 'env' | 'signal'>,
): Promise<string> {
  const words = ['--extract', '--gzip', '--file', archive, '--directory', folder, member];
  const { code, stderr } = await runProgram('tar', words, options);
  if (code === 0) return join(folder, member);
  throw new RaibidError('provision_failed', `${archive} cannot be unpacked: ${stderr.trim()}`);
}

async function isProgram(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}
