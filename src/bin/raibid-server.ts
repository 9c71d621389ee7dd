import { reportError } from '../cli/report-error.ts';
import { runServerProgram } from '../server/program.ts';
import { processIo } from './process-io.ts';

const io = processIo();
try {
  process.exitCode = await runServerProgram(io);
} catch (error) {
  process.exitCode = reportError(error, io);
}
