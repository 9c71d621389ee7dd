/** A server as `raibid-server` is, with settings from its argument: lease times of seconds instead of half a minute. */
import { serverConfigSchema } from '../../src/contract/config.ts';
import { startServer } from '../../src/server/listen.ts';

await startServer(serverConfigSchema.parse(JSON.parse(process.argv[2] ?? '{}')));
