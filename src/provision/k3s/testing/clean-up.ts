import { unmountAll } from '../cleanup/mounts.ts';
import { cleanNetwork } from '../cleanup/network.ts';

/** `clean-up.ts <prefix>`: what `remove` does to mounts and network, for a test in namespaces of its own. */
const context = { env: process.env, signal: new AbortController().signal };
await unmountAll([process.argv[2] ?? '/nonexistent'], context);
await cleanNetwork(context, '/nonexistent');
