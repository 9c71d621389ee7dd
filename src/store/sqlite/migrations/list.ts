import { initialSchema } from './001-initial.ts';
import { forgeSchema } from './002-forges.ts';
import { settingsSchema } from './003-settings.ts';
import { mirrorSchema } from './004-mirrors.ts';
import { garbageSchema } from './005-garbage.ts';
import { sessionGrantSchema } from './006-session-grants.ts';
import { reservedGarbageSchema } from './007-reserved-garbage.ts';
import { deliveriesByTimeSchema } from './008-deliveries-by-time.ts';

/** Brings a database from version `to - 1` to version `to`. Never changed once released: a new one is added instead. */
export interface Migration {
  to: number;
  sql: string;
}

export const migrations: readonly Migration[] = [
  { to: 1, sql: initialSchema },
  { to: 2, sql: forgeSchema },
  { to: 3, sql: settingsSchema },
  { to: 4, sql: mirrorSchema },
  { to: 5, sql: garbageSchema },
  { to: 6, sql: sessionGrantSchema },
  { to: 7, sql: reservedGarbageSchema },
  { to: 8, sql: deliveriesByTimeSchema },
];
