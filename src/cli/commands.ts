import type { Command } from './command.ts';
import { agentsCommands } from './commands/agents.ts';
import { artifactsCommands } from './commands/artifacts.ts';
import { backupCommands } from './commands/backup.ts';
import { benchCommand } from './commands/bench.ts';
import { bundleCommands } from './commands/bundle.ts';
import { checkDepsCommand } from './commands/check-deps.ts';
import { completionCommand } from './commands/completion.ts';
import { configCommands } from './commands/config.ts';
import { doctorCommand } from './commands/doctor.ts';
import { forgeCommands } from './commands/forge.ts';
import { gitCredentialCommand } from './commands/git-credential.ts';
import { imagesCommands } from './commands/images.ts';
import { jobsCommands } from './commands/jobs.ts';
import { lintCommand } from './commands/lint.ts';
import { logsCommand } from './commands/logs.ts';
import { mirrorCommands } from './commands/mirror.ts';
import { queueCommand } from './commands/queue.ts';
import { readinessCommand } from './commands/readiness.ts';
import { repoCommands } from './commands/repo.ts';
import { rollbackCommand } from './commands/rollback.ts';
import { runCommand } from './commands/run.ts';
import { runsCommands } from './commands/runs.ts';
import { secretsCommands } from './commands/secrets.ts';
import { setupCommand } from './commands/setup.ts';
import { statusCommand } from './commands/status.ts';
import { storeCommands } from './commands/store.ts';
import { superviseCommand } from './commands/supervise.ts';
import { teardownCommand } from './commands/teardown.ts';
import { tokenCommand } from './commands/token.ts';
import { upCommand } from './commands/up.ts';
import { upgradeCommand } from './commands/upgrade.ts';
import { validateCommand } from './commands/validate.ts';
import { varsCommands } from './commands/vars.ts';
import { workflowCommands } from './commands/workflow.ts';

/** Every command, in the order of the help. */
export const commands: readonly Command[] = [
  upCommand,
  setupCommand,
  statusCommand,
  readinessCommand,
  upgradeCommand,
  rollbackCommand,
  teardownCommand,
  doctorCommand,
  runCommand,
  ...workflowCommands,
  ...repoCommands,
  ...forgeCommands,
  ...mirrorCommands,
  ...secretsCommands,
  ...varsCommands,
  ...runsCommands,
  logsCommand,
  ...jobsCommands,
  ...artifactsCommands,
  ...agentsCommands,
  queueCommand,
  ...storeCommands,
  tokenCommand,
  gitCredentialCommand,
  ...backupCommands,
  ...bundleCommands,
  validateCommand,
  lintCommand,
  checkDepsCommand,
  ...imagesCommands,
  benchCommand,
  ...configCommands,
  superviseCommand,
  completionCommand,
];
