import './keep-compiled.ts';
import { processIo } from './process-io.ts';

const io = processIo();

async function run(): Promise<number> {
  try {
    // The executor starts inside each sandbox: it loads nothing of the agent.
    if (io.argv[0] === 'executor') {
      const { runExecutorProgram } = await import('../agent/executor-program.ts');
      const { stdin, stdout } = process;
      return await runExecutorProgram({ ...io, argv: io.argv.slice(1), stdin, stdout });
    }
    return await (await import('../agent/program.ts')).runAgentProgram(io);
  } catch (error) {
    return (await import('../cli/report-error.ts')).reportError(error, io);
  }
}

// Not by the exit code alone: after a job was given back or lost, something of its set-up may still wait for a network.
process.exit(await run());
