import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { controllerGen, type ModuleSource } from './sources.ts';

const run = promisify(execFile);

export interface DownloadedModule {
  dir: string;
  /** Go's checksum of the module's content (`h1:`), which the public checksum database vouches for. */
  sum: string;
}

/** Downloads one module into Go's cache and answers where it lies. */
export async function downloadModule(work: string, module: string, version: string): Promise<DownloadedModule> {
  const { stdout } = await go(work, ['mod', 'download', '-json', `${module}@${version}`]);
  const answer = JSON.parse(stdout) as { Dir: string; Sum: string };
  return { dir: answer.Dir, sum: answer.Sum };
}

/** Writes the CRDs of the kinds that the module's Go packages define, and answers their folder. */
export async function generateCrds(work: string, source: ModuleSource): Promise<string> {
  const key = `${source.module}/${source.paths.join('+')}`.replaceAll(/[^a-z0-9]+/gi, '-');
  const folder = join(work, key);
  const output = join(folder, 'crds');
  await mkdir(output, { recursive: true });
  await writeFile(
    join(folder, 'go.mod'),
    `module example/crds\n\ngo 1.26.0\n\nrequire ${source.module} ${source.version}\n`,
  );
  const packages = source.paths.map((path) => `${source.module}/${path}`);
  await writeFile(
    join(folder, 'crds.go'),
    `package crds\n\n${packages.map((name) => `import _ "${name}"\n`).join('')}`,
  );
  await run(
    await controllerGenBinary(work),
    [
      'crd:allowDangerousTypes=true,maxDescLen=0',
      ...packages.map((name) => `paths=${name}`),
      `output:crd:dir=${output}`,
    ],
    { cwd: folder, env: { ...process.env, GOFLAGS: '-mod=mod' } },
  );
  return output;
}

let binary: Promise<string> | undefined;

function controllerGenBinary(work: string): Promise<string> {
  binary ??= installControllerGen(work);
  return binary;
}

async function installControllerGen(work: string): Promise<string> {
  const { module, version, command } = controllerGen;
  await run('go', ['install', `${module}/${command}@${version}`], {
    env: { ...process.env, GOBIN: join(work, 'bin') },
  });
  return join(work, 'bin', 'controller-gen');
}

async function go(work: string, args: string[]): Promise<{ stdout: string }> {
  return run('go', args, { cwd: work, env: { ...process.env, GOFLAGS: '-mod=mod' }, maxBuffer: 64 * 1024 * 1024 });
}
