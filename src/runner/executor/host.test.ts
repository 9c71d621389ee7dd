import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { executorConformance, type TestExecutor } from '../testing/executor-conformance.ts';
import { openHost } from '../testing/job-fixture.ts';

async function open(): Promise<TestExecutor> {
  const root = await mkdtemp(join(tmpdir(), 'raibid-host-'));
  const executor = await openHost(root);
  return {
    executor,
    [Symbol.asyncDispose]: async () => {
      await executor.close(0);
      await rm(root, { recursive: true, force: true });
    },
  };
}

executorConformance('host', open);
