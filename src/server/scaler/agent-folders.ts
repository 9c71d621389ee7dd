import { readFileSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const noteSchema = z.object({
  agentId: z.string(),
  agentClass: z.string(),
  pid: z.number().int(),
  startedAt: z.number(),
});

/** A local agent's process, as its folder remembers it. */
export type AgentNote = z.infer<typeof noteSchema>;

const noteFile = 'agent.json';

/** Below the data folder, one folder an agent: log, note, work folder. They outlive the server, as the agents do. */
export function agentFolder(dataDir: string, agentId: string): string {
  return join(dataDir, 'agents', agentId);
}

export async function makeAgentFolder(dataDir: string, agentId: string): Promise<string> {
  const folder = agentFolder(dataDir, agentId);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return folder;
}

export async function noteAgent(dataDir: string, note: AgentNote): Promise<void> {
  await writeFile(join(agentFolder(dataDir, note.agentId), noteFile), JSON.stringify(note), { mode: 0o600 });
}

/** Notes of all agent folders; a folder without a readable note has no process worth keeping. */
export async function readAgentNotes(dataDir: string): Promise<{ agentId: string; note: AgentNote | null }[]> {
  const names = await readdir(join(dataDir, 'agents')).catch(() => []);
  return Promise.all(names.map(async (agentId) => ({ agentId, note: await readNote(dataDir, agentId) })));
}

async function readNote(dataDir: string, agentId: string): Promise<AgentNote | null> {
  try {
    return noteSchema.parse(JSON.parse(await readFile(join(agentFolder(dataDir, agentId), noteFile), 'utf8')));
  } catch {
    return null;
  }
}

export async function removeAgentFolder(dataDir: string, agentId: string): Promise<void> {
  await rm(agentFolder(dataDir, agentId), { recursive: true, force: true, maxRetries: 3 });
}

/** What the agent's program wrote to its standard streams. */
export function agentLog(dataDir: string, agentId: string): string {
  return join(agentFolder(dataDir, agentId), 'agent.log');
}

/** The last lines of that, for the log of the server; empty when there is none. */
export async function readLogEnd(dataDir: string, agentId: string): Promise<string> {
  const content = await readFile(agentLog(dataDir, agentId), 'utf8').catch(() => '');
  return content.slice(-2000);
}

/** Whether the process still is that agent: process ids are given out again. */
export function isAgentAlive({ pid, agentId }: Pick<AgentNote, 'pid' | 'agentId'>): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1').split('\0').includes(agentId);
  } catch {
    return false;
  }
}
