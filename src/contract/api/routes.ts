import { agentRoutes } from './agent.ts';
import { forgeRoutes } from './forges.ts';
import { jobRoutes } from './job.ts';
import { mirrorRoutes } from './mirrors.ts';
import { platformRoutes } from './platform.ts';
import { repositoryRoutes } from './repositories.ts';
import { runRoutes } from './runs.ts';
import { settingRoutes } from './settings.ts';

/** The whole HTTP API, by resource. `src/server` implements it, `src/client` calls it, OpenAPI is made from it. */
export const routes = {
  repositories: repositoryRoutes,
  runs: runRoutes,
  forges: forgeRoutes,
  settings: settingRoutes,
  mirrors: mirrorRoutes,
  platform: platformRoutes,
  agent: agentRoutes,
  job: jobRoutes,
};
