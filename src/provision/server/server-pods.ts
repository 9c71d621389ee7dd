import type { Workload } from '../backup/cluster/workload.ts';

/** The server's pods, as infra/server/chart deploys them. */
export const serverPods: Workload = { namespace: 'raibid-server', kind: 'deployments', name: 'raibid-server' };
