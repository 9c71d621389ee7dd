import { join } from 'node:path';
import { systemClock } from '../../../shared/clock.ts';
import { createLogger } from '../../../shared/logger.ts';
import { openSqliteStore } from '../../../store/sqlite/open.ts';
import { rotateKey } from '../reseal.ts';
import { openSealer } from '../seal.ts';

/** Rotates the key of a data folder and is killed before the write whose number is given (0: the first). */
const [, , dataDir = '', number = '0'] = process.argv;
const store = await openSqliteStore({ file: join(dataDir, 'state.db') });
const sealer = await openSealer(join(dataDir, 'secret-key'));
let written = 0;
const reseal: typeof store.settings.reseal = async (...given) => {
  if (written === Number(number)) process.kill(process.pid, 'SIGKILL');
  written += 1;
  return store.settings.reseal(...given);
};
const log = createLogger({ name: 'test', level: 'silent' });
await rotateKey({ store: { ...store, settings: { ...store.settings, reseal } }, sealer, log, clock: systemClock });
