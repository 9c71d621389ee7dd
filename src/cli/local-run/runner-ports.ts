import { join } from 'node:path';
import type { JobSpec } from '../../contract/job-message.ts';
import { createGitActionSource } from '../../runner/actions/git-action-source.ts';
import { fileArtifacts, fileCaches } from '../../runner/local/file-ports.ts';
import type { RunnerPorts } from '../../runner/ports.ts';
import { jobEnvironment } from './job-environment.ts';
import type { JobWorld } from './job-world.ts';

/** The world of a job in a local run: the working tree, folders of this machine, git hosts. */
export function runnerPorts(spec: JobSpec, world: JobWorld): RunnerPorts {
  const { places } = world;
  return {
    log: { write: (line) => world.onLine(spec, line) },
    progress: { steps: (steps) => world.onSteps(spec, steps), started: async () => undefined },
    checkout: { source: async () => ({ localPath: places.tree }) },
    actions: createGitActionSource({
      hosts: places.actionHosts,
      cacheFolder: places.actions,
      env: jobEnvironment(world.userEnv),
    }),
    artifacts: fileArtifacts(places.artifacts),
    caches: fileCaches(join(places.caches, encodeURIComponent(spec.repository.fullName))),
  };
}
