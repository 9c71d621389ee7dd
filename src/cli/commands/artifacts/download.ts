import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { runRoutes } from '../../../contract/api/runs.ts';
import type { ArtifactView } from '../../../contract/views.ts';
import { RaibidError } from '../../../shared/errors.ts';
import type { CommandContext } from '../../command.ts';
import { isSwitchedOn, textOption } from '../../option-values.ts';
import { sizeText } from '../../output/size-text.ts';
import { connect } from '../../remote/connection.ts';
import { findRunId } from '../../remote/find-run.ts';

export async function run(context: CommandContext): Promise<number> {
  const client = await connect(context);
  const runId = await findRunId(client, context);
  const { artifacts } = await client.call(runRoutes.artifacts, { params: { runId } }, { signal: context.signal });
  const folder = resolve(context.cwd, textOption(context, 'output') ?? '.');
  for (const artifact of chosen(artifacts, context, runId)) {
    const params = { artifactId: artifact.id };
    const archive = await client.download(runRoutes.downloadArtifact, { params }, { signal: context.signal });
    const target = await store(archive, artifact, folder, isSwitchedOn(context, 'archive'));
    context.stderr.write(`${artifact.name} (${sizeText(artifact.size)}) -> ${target}\n`);
  }
  return 0;
}

function chosen(artifacts: ArtifactView[], context: CommandContext, runId: string): ArtifactView[] {
  const names = context.arguments.name;
  if (!Array.isArray(names) || names.length === 0) return artifacts;
  return names.map((name) => {
    const found = artifacts.find((artifact) => artifact.name === name);
    if (found !== undefined) return found;
    throw new RaibidError('not_found', `run ${runId} has no artifact '${name}'`, {
      hint: `It has: ${artifacts.map((artifact) => artifact.name).join(', ') || 'none'}.`,
    });
  });
}

async function store(archive: Readable, artifact: ArtifactView, folder: string, asArchive: boolean): Promise<string> {
  const target = join(folder, asArchive ? `${artifact.name}.tar.gz` : artifact.name);
  await mkdir(asArchive ? folder : target, { recursive: true });
  if (asArchive) await pipeline(archive, createWriteStream(target, { flags: 'wx' }));
  else await unpack(archive, target);
  return target;
}

/** GNU and BSD tar alike refuse absolute names and `..` unless they are told otherwise. */
async function unpack(archive: Readable, folder: string): Promise<void> {
  const tar = spawn('tar', ['-xzf', '-', '-C', folder], { stdio: ['pipe', 'ignore', 'pipe'] });
  let complaint = '';
  tar.stderr.on('data', (chunk) => {
    complaint = `${complaint}${chunk}`.slice(-2000);
  });
  const ended = new Promise<number | null>((accept, refuse) => {
    tar.on('error', (cause) => refuse(new RaibidError('tool_missing', 'tar cannot be started', { cause })));
    tar.on('close', accept);
  });
  const [code] = await Promise.all([ended, pipeline(archive, tar.stdin)]);
  if (code !== 0) throw new RaibidError('internal', `tar could not unpack into ${folder}: ${complaint.trim()}`);
}
