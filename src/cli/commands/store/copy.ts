import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { RaibidError } from '../../../shared/errors.ts';
import { type CopyProgress, type CopyReport, copyStore } from '../../../store/copy/copy-store.ts';
import { openSource, openTarget, type StorePlace, storePlace } from '../../../store/copy/open-ends.ts';
import type { CommandContext } from '../../command.ts';
import { textOption } from '../../option-values.ts';
import { openLiveArea } from '../../output/live-area.ts';
import { printData, printWidth } from '../../output/print.ts';
import { formatTable } from '../../output/table.ts';

export async function run(context: CommandContext): Promise<number> {
  const access = await accessOf(context);
  const from = placeOf(context, 'from');
  const to = placeOf(context, 'to');
  if (from.name === to.name) throw new RaibidError('usage', '--from and --to name the same store.');
  const source = await openSource(from, access);
  const target = await openTarget(to, access).catch(async (error: unknown) => {
    await source.close();
    throw error;
  });
  const { progress, end } = progressOn(context);
  const report = await copyStore(source, target, { signal: context.signal, progress }).finally(end);
  printData(context, { from: from.name, to: to.name, ...report }, () => reportLines(context, report, to.name));
  return 0;
}

function placeOf(context: CommandContext, flag: 'from' | 'to'): StorePlace {
  const text = textOption(context, flag);
  if (text === undefined) throw new RaibidError('usage', `--${flag} is missing: the store to copy ${flag}.`);
  return storePlace(text, context.cwd);
}

/** How a Redis is entered. The password comes from a file: arguments can be read by everybody on the machine. */
async function accessOf(context: CommandContext) {
  const password = (await textOf(context, 'password-file'))?.split(/\r?\n/, 1)[0];
  return { user: textOption(context, 'user'), password, ca: await textOf(context, 'ca') };
}

async function textOf(context: CommandContext, flag: string): Promise<string | undefined> {
  const file = textOption(context, flag);
  if (file === undefined) return undefined;
  return readFile(resolve(context.cwd, file), 'utf8').catch((cause: unknown) => {
    throw new RaibidError('usage', `The file ${file} cannot be read.`, { cause });
  });
}

/** One line that counts, on a terminal only. */
function progressOn({ stderr }: CommandContext): { progress: (now: CopyProgress) => void; end: () => void } {
  if (!stderr.isTTY) return { progress: () => {}, end: () => {} };
  const area = openLiveArea(stderr, 1);
  const words = { copy: 'copied', verify: 'compared' };
  return {
    progress: ({ phase, records }) => area.draw([`${records.toLocaleString('en')} records ${words[phase]}`]),
    end: () => {
      area.draw([]);
      area.end();
    },
  };
}

function reportLines({ stdout }: CommandContext, { kinds, records, checksum }: CopyReport, to: string): string[] {
  const rows = kinds.map((one) => [one.kind, String(one.records)]);
  const columns = [{ title: 'KIND' }, { title: 'RECORDS', align: 'right' as const }];
  return [
    ...formatTable(columns, rows, printWidth(stdout)),
    '',
    `${records} records are in ${to}, the same as in the source.`,
    `SHA-256 of the content: ${checksum}`,
  ];
}
