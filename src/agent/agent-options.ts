import type { AgentConfig } from '../contract/config.ts';
import type { Logger } from '../shared/logger.ts';

/** What an agent is made of, given once at its start. */
export interface AgentOptions {
  config: AgentConfig;
  log: Logger;
  /** Command line that serves the executor protocol on its standard streams: this program as `raibid-agent executor`. */
  serveCommand: [string, ...string[]];
}
