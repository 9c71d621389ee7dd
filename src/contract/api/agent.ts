import {
  awaitCancelRequestSchema,
  claimAnswerSchema,
  claimRequestSchema,
  completeRequestSchema,
  emptySchema,
  heartbeatAnswerSchema,
  heartbeatRequestSchema,
  logAnswerSchema,
  logBatchSchema,
  releaseRequestSchema,
} from '../agent-api.ts';
import { route } from './route.ts';

/** The lease protocol (docs/queue.md). */
export const agentRoutes = {
  claim: route({
    method: 'POST',
    path: '/api/v1/agent/claim',
    summary: 'Claim a job; waits until there is one or the time is over',
    auth: 'agent',
    body: claimRequestSchema,
    answer: claimAnswerSchema,
  }),
  heartbeat: route({
    method: 'POST',
    path: '/api/v1/agent/heartbeat',
    summary: 'Keep the lease; the answer says whether to cancel',
    auth: 'lease',
    body: heartbeatRequestSchema,
    answer: heartbeatAnswerSchema,
  }),
  awaitCancel: route({
    method: 'POST',
    path: '/api/v1/agent/await-cancel',
    summary: 'Answers when the job is to be cancelled, or that it is not after a while',
    auth: 'lease',
    body: awaitCancelRequestSchema,
    answer: heartbeatAnswerSchema,
  }),
  log: route({
    method: 'POST',
    path: '/api/v1/agent/log',
    summary: 'Append numbered log lines',
    auth: 'lease',
    body: logBatchSchema,
    answer: logAnswerSchema,
  }),
  complete: route({
    method: 'POST',
    path: '/api/v1/agent/complete',
    summary: 'Report the result and end the lease',
    auth: 'lease',
    body: completeRequestSchema,
    answer: emptySchema,
  }),
  release: route({
    method: 'POST',
    path: '/api/v1/agent/release',
    summary: 'Give the job back before its first step',
    auth: 'lease',
    body: releaseRequestSchema,
    answer: emptySchema,
  }),
};
