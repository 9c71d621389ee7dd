import './keep-compiled.ts';
import { processIo } from './process-io.ts';

const { reportError } = await import('../cli/report-error.ts');
const { runServerProgram } = await import('../server/program.ts');
const io = processIo();
try {
  process.exitCode = await runServerProgram(io);
} catch (error) {
  process.exitCode = reportError(error, io);
}
