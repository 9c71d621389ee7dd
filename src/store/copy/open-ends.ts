import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { RaibidError } from '../../shared/errors.ts';
import type { CopySource, CopyTarget } from './ends.ts';

/** Where a store is. */
export interface StorePlace {
  driver: 'sqlite' | 'redis';
  /** Path of the file, or address. */
  name: string;
}

/** How a Redis is entered. */
export interface RedisEntrance {
  user: string | undefined;
  password: string | undefined;
  ca: string | undefined;
}

/** Reads `sqlite:FILE`, `sqlite:FOLDER` (its `state.db`) or the address of a Redis. @throws `usage` */
export function storePlace(text: string, cwd: string): StorePlace {
  if (text.startsWith('sqlite:')) return { driver: 'sqlite', name: databaseFile(resolve(cwd, text.slice(7))) };
  if (/^rediss?:\/\/./.test(text) && URL.canParse(text)) return { driver: 'redis', name: text };
  throw new RaibidError('usage', 'A store is sqlite:FILE, sqlite:FOLDER, redis://host:port/database or rediss://…');
}

function databaseFile(path: string): string {
  return existsSync(path) && statSync(path).isDirectory() ? join(path, 'state.db') : path;
}

/** Only the driver that is needed is loaded. Errors: those of the driver. */
export async function openSource({ driver, name }: StorePlace, entrance: RedisEntrance): Promise<CopySource> {
  if (driver === 'redis') {
    const { openRedisSource } = await import('../redis/copy/open-source.ts');
    return openRedisSource({ url: name, ...entrance });
  }
  const { openSqliteSource } = await import('../sqlite/copy/open-source.ts');
  return openSqliteSource(name);
}

/** As `openSource`. */
export async function openTarget({ driver, name }: StorePlace, entrance: RedisEntrance): Promise<CopyTarget> {
  if (driver === 'redis') {
    const { openRedisTarget } = await import('../redis/copy/open-target.ts');
    return openRedisTarget({ url: name, ...entrance });
  }
  const { openSqliteTarget } = await import('../sqlite/copy/open-target.ts');
  return openSqliteTarget(name);
}
