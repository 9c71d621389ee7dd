import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Address of the server of this data folder, from the `server.json` it wrote at its start, while that process lives. */
export async function localServer(folder: string): Promise<string | undefined> {
  try {
    const noted: unknown = JSON.parse(await readFile(join(folder, 'server.json'), 'utf8'));
    if (typeof noted !== 'object' || noted === null || !('url' in noted) || !('pid' in noted)) return undefined;
    return typeof noted.url === 'string' && isAlive(noted.pid) ? noted.url.replace(/\/+$/, '') : undefined;
  } catch {
    return undefined;
  }
}

/** Where a server keeps its admin token. */
export function localTokenFile(folder: string): string {
  return join(folder, 'admin-token');
}

/** The admin token of this data folder; undefined when there is none or this user may not read it. */
export async function localToken(folder: string): Promise<string | undefined> {
  try {
    return (await readFile(localTokenFile(folder), 'utf8')).trim();
  } catch {
    return undefined;
  }
}

function isAlive(pid: unknown): boolean {
  if (typeof pid !== 'number') return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
