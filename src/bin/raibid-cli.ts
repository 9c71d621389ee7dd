import { main } from '../cli/main.ts';
import { processIo } from './process-io.ts';

process.exitCode = await main(processIo());
