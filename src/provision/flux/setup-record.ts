import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { RaibidError } from '../../shared/errors.ts';
import type { JsonObject } from '../../shared/json.ts';
import { type Profile, profiles } from '../../shared/setup-choices.ts';

/** In the root of the infra repository, where Flux does not look. */
export const recordFile = 'setup.yaml';

const recordSchema = z.strictObject({
  profile: z.enum(profiles),
  values: z.record(z.string(), z.record(z.string(), z.json())).default({}),
});

/** What `setup` and `upgrade` were told when they wrote into the infra repository. */
export interface SetupRecord {
  profile: Profile;
  /** By component. */
  values: Readonly<Record<string, JsonObject>>;
}

/** The text of the record's file. */
export function recordText({ profile, values }: SetupRecord): string {
  const about = '# Profile and values that raibid-cli wrote infra/ with; it goes on with them at the next upgrade.\n';
  return about + stringify({ profile, values });
}

/** The record in a clone of the infra repository. Throws `config_invalid`. */
export async function readRecord(folder: string): Promise<SetupRecord> {
  return parseRecord(await readFile(join(folder, recordFile), 'utf8').catch(() => ''));
}

/** The record of a text. Throws `config_invalid`. */
export function parseRecord(text: string): SetupRecord {
  const parsed = recordSchema.safeParse(parse(text));
  if (parsed.success) return parsed.data;
  throw new RaibidError('config_invalid', `${recordFile} of raibid/infra is not what raibid-cli writes there`, {
    hint: 'Bring it back from the history of the branch raibid-cli.',
    cause: parsed.error,
  });
}
