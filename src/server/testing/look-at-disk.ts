/** Prints how the server sees the disk below a folder: empty, with a tenth left, and with nothing left. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readDisks } from '../disks.ts';

const dataDir = process.argv[2] ?? '';
const stateNow = async () => (await readDisks({ dataDir }))[0]?.state;

const states = [await stateNow()];
for (const [name, kilobytes] of Object.entries({ most: 950, rest: 70 })) {
  writeFileSync(join(dataDir, name), Buffer.alloc(kilobytes * 1024));
  states.push(await stateNow());
}
console.log(JSON.stringify(states));
