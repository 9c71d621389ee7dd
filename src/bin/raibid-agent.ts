import { reportError } from '../cli/report-error.ts';
import { processIo } from './process-io.ts';

const io = processIo();
try {
  // The executor starts inside each sandbox: it loads nothing of the agent.
  process.exitCode =
    io.argv[0] === 'executor'
      ? await (await import('../agent/executor-program.ts')).runExecutorProgram(process)
      : await (await import('../agent/program.ts')).runAgentProgram(io);
} catch (error) {
  process.exitCode = reportError(error, io);
}
