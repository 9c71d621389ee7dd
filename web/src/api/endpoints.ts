import type { routes } from '../../../src/contract/api/routes.ts';
import type { Endpoint } from './endpoint.ts';

type Routes = typeof routes;
type Runs = Routes['runs'];
type Platform = Routes['platform'];
type Repositories = Routes['repositories'];

/** What the dashboard calls. */
export const endpoints = {
  info: { method: 'GET', path: '/api/v1/info' } as Endpoint<Platform['info']>,
  login: { method: 'POST', path: '/api/v1/session' } as Endpoint<Platform['login']>,
  logout: { method: 'DELETE', path: '/api/v1/session' } as Endpoint<Platform['logout']>,
  agents: { method: 'GET', path: '/api/v1/agents' } as Endpoint<Platform['agents']>,
  queue: { method: 'GET', path: '/api/v1/queue' } as Endpoint<Platform['queue']>,
  repositories: { method: 'GET', path: '/api/v1/repositories' } as Endpoint<Repositories['list']>,
  createRepository: { method: 'POST', path: '/api/v1/repositories' } as Endpoint<Repositories['create']>,
  repository: { method: 'GET', path: '/api/v1/repositories/:owner/:name' } as Endpoint<Repositories['get']>,
  workflows: { method: 'GET', path: '/api/v1/repositories/:owner/:name/workflows' } as Endpoint<
    Repositories['workflows']
  >,
  dispatch: { method: 'POST', path: '/api/v1/repositories/:owner/:name/dispatches' } as Endpoint<
    Repositories['dispatch']
  >,
  runs: { method: 'GET', path: '/api/v1/runs' } as Endpoint<Runs['list']>,
  run: { method: 'GET', path: '/api/v1/runs/:runId' } as Endpoint<Runs['get']>,
  cancelRun: { method: 'POST', path: '/api/v1/runs/:runId/cancel' } as Endpoint<Runs['cancel']>,
  approveRun: { method: 'POST', path: '/api/v1/runs/:runId/approve' } as Endpoint<Runs['approve']>,
  rerun: { method: 'POST', path: '/api/v1/runs/:runId/rerun' } as Endpoint<Runs['rerun']>,
  artifacts: { method: 'GET', path: '/api/v1/runs/:runId/artifacts' } as Endpoint<Runs['artifacts']>,
  downloadArtifact: { method: 'GET', path: '/api/v1/artifacts/:artifactId' } as Endpoint<Runs['downloadArtifact']>,
  job: { method: 'GET', path: '/api/v1/jobs/:jobId' } as Endpoint<Runs['job']>,
  retryJob: { method: 'POST', path: '/api/v1/jobs/:jobId/retry' } as Endpoint<Runs['retryJob']>,
  log: { method: 'GET', path: '/api/v1/jobs/:jobId/log' } as Endpoint<Runs['log']>,
  logStream: { method: 'GET', path: '/api/v1/jobs/:jobId/log/stream' } as Endpoint<Runs['logStream']>,
  events: { method: 'GET', path: '/api/v1/events' } as Endpoint<Runs['events']>,
};
