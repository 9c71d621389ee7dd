import { mkdtemp, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { openExecutor } from '../executor/open.ts';
import { probeIsolation } from '../executor/probe.ts';
import { runTool } from '../steps/run-tool.ts';

// Started by a test as a user without rights: opens a sandbox and prints what a job sees of itself.
const root = await mkdtemp('/var/tmp/raibid-as-user-');
const serve = fileURLToPath(new URL('serve-stdio.ts', import.meta.url));
const { isolation } = await probeIsolation('sandbox');
const executor = await openExecutor({
  isolation,
  root: `${root}/job`,
  toolCache: `${root}/tools`,
  serveCommand: [process.execPath, serve],
});
const script =
  'id -u; grep CapEff /proc/self/status | cut -f2; ls -d /root /home 2>&1 | grep -c "No such"; touch ~/x && echo wrote';
const { layout } = executor;
const seen = await runTool(executor, {
  argv: ['bash', '-c', script],
  cwd: layout.workspace,
  env: { PATH: '/usr/bin:/bin', HOME: layout.home },
});
await executor.close(0);
await rm(root, { recursive: true });
process.stdout.write(JSON.stringify({ uid: process.getuid?.(), lines: seen.stdout.toString().trim().split('\n') }));
