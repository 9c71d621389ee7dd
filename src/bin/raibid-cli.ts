import './keep-compiled.ts';
import { processIo } from './process-io.ts';

const { main } = await import('../cli/main.ts');
process.exitCode = await main(processIo());
