import type { FastifyInstance } from 'fastify';
import { platformRoutes } from '../../contract/api/platform.ts';
import { contractVersion } from '../../contract/version.ts';
import type { AgentView, QueueClassView } from '../../contract/views.ts';
import { packageVersion } from '../../shared/package-version.ts';
import { storeKind } from '../../store/open.ts';
import type { ClassStats } from '../../store/port/queue.ts';
import type { ServerDeps } from '../deps.ts';
import { readDisks } from '../disks.ts';
import { type KnownAgent, knownAgents } from '../known-agents.ts';
import { registerRoute } from '../register-route.ts';

/** What the server is, its agents and its queue. */
export function platformApi(app: FastifyInstance, deps: ServerDeps): void {
  registerRoute(app, platformRoutes.info, async () => ({
    version: packageVersion(),
    contractVersion,
    store: storeKind(deps.config),
    isolation: deps.isolation.isolation,
    isolationReason: deps.isolation.reason,
    maxAgents: deps.config.maxAgents === 0 ? null : deps.config.maxAgents,
    warmAgents: deps.config.warm,
    disks: await readDisks(deps.config),
  }));
  registerRoute(app, platformRoutes.agents, () => listAgents(deps));
  registerRoute(app, platformRoutes.queue, () => showQueue(deps));
}

async function listAgents(deps: ServerDeps): Promise<{ agents: AgentView[] }> {
  return { agents: (await knownAgents(deps.store)).map(agentView) };
}

function agentView({ agent, lease }: KnownAgent): AgentView {
  return {
    id: agent.agentId,
    name: agent.agentName,
    agentClass: agent.agentClass,
    isolation: agent.isolation,
    state: agent.state,
    jobId: lease?.jobId ?? null,
    runId: lease?.runId ?? null,
    startedAt: agent.startedAt,
    lastSeenAt: agent.lastSeenAt,
  };
}

async function showQueue(deps: ServerDeps) {
  const now = deps.clock.now();
  const [stats, agents, deadLetters] = await Promise.all([
    deps.store.queue.stats(now),
    knownAgents(deps.store),
    deps.store.jobs.deadLetters(),
  ]);
  return { classes: stats.map((entry) => classView(deps, entry, agents)), deadLetters };
}

function classView(deps: ServerDeps, stats: ClassStats, agents: KnownAgent[]): QueueClassView {
  const idle = agents.filter(({ agent }) => agent.agentClass === stats.agentClass && agent.state === 'idle');
  const since = stats.oldestWaitingSince;
  return {
    agentClass: stats.agentClass,
    waiting: stats.waiting,
    running: stats.running,
    idleAgents: idle.length,
    maxAgents: deps.config.maxAgents === 0 ? null : deps.config.maxAgents,
    oldestWaitingMilliseconds: since === null ? null : Math.max(0, deps.clock.now() - since),
  };
}
