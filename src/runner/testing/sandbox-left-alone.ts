import { fileURLToPath } from 'node:url';
import { openExecutor } from '../executor/open.ts';

// Started by a test that kills it: opens a sandbox below its argument, starts a job's process and waits for ever.
const root = process.argv[2] ?? '';
const serve = fileURLToPath(new URL('serve-stdio.ts', import.meta.url));
const executor = await openExecutor({
  isolation: 'sandbox',
  root: `${root}/job`,
  toolCache: `${root}/tools`,
  serveCommand: [process.execPath, serve],
});
const child = await executor.spawn({
  argv: ['bash', '-c', 'trap "" TERM INT HUP; echo started; exec -a abandoned sleep 6013'],
  cwd: executor.layout.workspace,
  env: { PATH: '/usr/bin:/bin' },
});
child.stderr.resume();
child.stdout.pipe(process.stdout);
setInterval(() => undefined, 1_000_000);
