import type { FastifyInstance } from 'fastify';
import type { ServerDeps } from '../deps.ts';
import { artifactApi } from './artifacts.ts';
import { eventsApi } from './events.ts';
import { forgeApi } from './forges.ts';
import { jobLogApi } from './job-log.ts';
import { jobApi } from './jobs.ts';
import { logStreamApi } from './log-stream.ts';
import { mirrorApi } from './mirrors.ts';
import { platformApi } from './platform.ts';
import { repositoryApi } from './repositories.ts';
import { runApi } from './runs.ts';
import { sessionApi } from './session.ts';
import { settingsApi } from './settings.ts';
import { statusApi } from './statuses.ts';

/** Everything that people and their scripts call. */
export function registerUserRoutes(app: FastifyInstance, deps: ServerDeps): void {
  repositoryApi(app, deps);
  runApi(app, deps);
  forgeApi(app, deps);
  jobApi(app, deps);
  jobLogApi(app, deps);
  logStreamApi(app, deps);
  eventsApi(app, deps);
  artifactApi(app, deps);
  statusApi(app, deps);
  settingsApi(app, deps);
  mirrorApi(app, deps);
  platformApi(app, deps);
  sessionApi(app, deps);
}
