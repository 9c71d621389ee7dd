import type { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import type { ArtifactView } from '../../contract/views.ts';
import { RaibidError } from '../../shared/errors.ts';
import type { ArtifactRecord } from '../../store/port/blobs-index.ts';
import type { ServerDeps } from '../deps.ts';
import { deleteGarbage } from '../garbage.ts';
import type { JobCaller } from './job-caller.ts';
import { sendBlob } from './send-blob.ts';
import { type StoredFile, storeUpload } from './store-upload.ts';

/** GitHub's bound as well ("Usage limits": artifacts of a run). */
const artifactsOfRun = 500;
const day = 86_400_000;

export interface ArtifactUpload {
  name: string;
  sha256?: string | undefined;
  /** Absent, or more than the server's: the server's. */
  retentionDays?: number | undefined;
  overwrite: boolean;
  content: Readable;
}

/** Stores an artifact: bytes first, then its entry; bytes without an entry are deleted again. */
export async function uploadArtifact(deps: ServerDeps, job: JobCaller, upload: ArtifactUpload): Promise<ArtifactView> {
  const overwrite = await mayReplace(deps, job, upload);
  const file = { kind: 'artifact' as const, content: upload.content, maxBytes: deps.config.limits.artifactBytes };
  const made = await storeUpload(deps, file, async (stored) => {
    checkDigest(upload, stored.sha256);
    const record = recordOf(deps, job, upload, stored);
    return { record, ...(await deps.store.artifacts.create(record, overwrite)) };
  });
  if (made.replaced !== null) await deleteGarbage(deps);
  return made.record;
}

function recordOf(
  { clock, config }: ServerDeps,
  { lease }: JobCaller,
  { name, retentionDays }: ArtifactUpload,
  stored: StoredFile,
): ArtifactRecord {
  const { days } = config.retention;
  const createdAt = clock.now();
  const expiresAt = createdAt + Math.min(retentionDays ?? days, days) * day;
  return { ...stored, runId: lease.runId, name, createdAt, expiresAt };
}

/** What an earlier try of the run or of this job left may be replaced: the job does its work again. */
async function mayReplace(deps: ServerDeps, job: JobCaller, { name, overwrite }: ArtifactUpload): Promise<boolean> {
  const existing = await deps.store.artifacts.ofRun(job.lease.runId);
  const taken = existing.find((artifact) => artifact.name === name);
  if (taken === undefined && existing.length >= artifactsOfRun) {
    throw new RaibidError('too_large', `The run has ${artifactsOfRun} artifacts already; that is the limit.`);
  }
  if (taken === undefined || overwrite) return overwrite;
  const again = job.lease.attempt > 1 || job.spec.runAttempt > 1;
  if (again && taken.createdAt < job.lease.claimedAt) return true;
  throw new RaibidError('already_exists', `The run has an artifact named "${name}" already.`, {
    hint: 'Choose another name, or set `overwrite: true`.',
  });
}

function checkDigest({ name, sha256 }: ArtifactUpload, actual: string): void {
  if (sha256 === undefined || sha256 === actual) return;
  throw new RaibidError('input_invalid', `The bytes of artifact "${name}" do not have the named SHA-256 digest.`, {
    hint: 'Send it again.',
    details: { expected: sha256, actual },
  });
}

export async function listArtifacts(deps: ServerDeps, job: JobCaller): Promise<{ artifacts: ArtifactView[] }> {
  return { artifacts: await deps.store.artifacts.ofRun(job.lease.runId) };
}

export async function downloadArtifact(
  deps: ServerDeps,
  job: JobCaller,
  name: string,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const artifacts = await deps.store.artifacts.ofRun(job.lease.runId);
  const artifact = artifacts.find((candidate) => candidate.name === name);
  if (artifact === undefined) throw new RaibidError('not_found', `This run has no artifact named "${name}".`);
  return sendBlob(reply, artifact, await deps.blobs.artifacts.read(artifact.id));
}
