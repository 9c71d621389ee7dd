import fastifyCookie from '@fastify/cookie';
import { type FastifyBaseLogger, type FastifyInstance, fastify, LogController } from 'fastify';
import { randomId } from '../shared/ids.ts';
import { agentApiRoutes } from './agent-api/routes.ts';
import { findDashboard } from './dashboard/find-build.ts';
import { serveDashboard } from './dashboard/serve.ts';
import type { ServerDeps } from './deps.ts';
import { createGitChildren, type GitChildren } from './githost/git-children.ts';
import { serveSmartHttp } from './githost/smart-http.ts';
import { healthApi } from './health/routes.ts';
import { answerErrors } from './http/error-answers.ts';
import { logRequests } from './http/request-log.ts';
import { addSecurityHeaders } from './http/security-headers.ts';
import { createHostCheck } from './identity/allowed-hosts.ts';
import { createAuthenticator } from './identity/authenticator.ts';
import { type Collectors, createCollectors } from './metrics/collectors.ts';
import { metricsApi } from './metrics/routes.ts';
import { openApiApi } from './openapi/routes.ts';
import { registerUserRoutes } from './routes/user-routes.ts';

export interface AppOptions {
  /** Holds every JSON answer against the contract too; a deviation is an `internal` error. For tests. */
  checkAnswers?: boolean;
  /** How long requests under way may take when the app closes; 10 s. */
  graceMilliseconds?: number;
  /** Metrics that the caller's parts write to as well; by default the app's own. */
  collectors?: Collectors;
  /** Folder of the built dashboard; by default the one of this package. */
  dashboard?: string;
}

/** How long requests that are under way may take when the server stops. */
const graceMilliseconds = 10_000;
/** JSON bodies larger than this are `too_large`: a complete report with 1 MiB of summary and its outputs fits. */
const bodyLimit = 16 * 1024 * 1024;

/** Builds the whole HTTP server without listening. Closing it lets requests finish for a while, then ends them. */
export async function buildApp(deps: ServerDeps, options: AppOptions = {}): Promise<FastifyInstance> {
  const logger: FastifyBaseLogger = deps.log;
  const app = fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    genReqId: () => randomId(),
    bodyLimit,
    routerOptions: { maxParamLength: 400 },
    forceCloseConnections: 'idle',
  });
  app.decorate('checkAnswers', options.checkAnswers ?? false);
  app.decorate('authenticator', createAuthenticator(deps));
  await app.register(fastifyCookie);

  const checkHost = createHostCheck(deps.config);
  app.addHook('onRequest', async (request) => checkHost(request.headers.host));
  logRequests(app);
  addSecurityHeaders(app, deps.config.baseUrl?.startsWith('https:') ?? false);
  answerErrors(app);

  const children = createGitChildren();
  limitClosing(app, children, options.graceMilliseconds ?? graceMilliseconds);
  serveSmartHttp(app, deps, children);
  metricsApi(app, deps, options.collectors ?? createCollectors());
  healthApi(app, deps);
  openApiApi(app, deps);
  registerUserRoutes(app, deps);
  await agentApiRoutes(app, deps);
  await serveDashboard(app, options.dashboard ?? findDashboard());
  return app;
}

/**
 * Requests under way may finish when the server closes; those that take longer than the grace are cut off. Long polls and
 * event streams end by themselves with `deps.stopping`.
 */
function limitClosing(app: FastifyInstance, children: GitChildren, grace: number): void {
  app.addHook('preClose', async () => {
    const cut = setTimeout(() => {
      app.server.closeAllConnections();
      void children.stopAll();
    }, grace);
    // Closing looks at idle connections once; one whose answer is just ending becomes idle a moment later.
    const sweep = setInterval(() => app.server.closeIdleConnections(), 20);
    const stopTimers = (): void => {
      clearTimeout(cut);
      clearInterval(sweep);
    };
    app.server.once('close', stopTimers);
    if (!app.server.listening) stopTimers();
  });
}
