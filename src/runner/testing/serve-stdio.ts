import { serveExecutor } from '../executor/serve.ts';

// What `raibid-agent executor` does, for tests of the runner alone.
await serveExecutor({ readable: process.stdin, writable: process.stdout });
