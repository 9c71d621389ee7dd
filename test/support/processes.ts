import { readdir, readFile } from 'node:fs/promises';

/** Ids of the live processes for which this holds, given their command line and their environment. */
async function findProcesses(wanted: (words: string[], environment: string[]) => boolean): Promise<number[]> {
  const entries = (await readdir('/proc')).filter((entry) => /^\d+$/.test(entry));
  const found = await Promise.all(
    entries.map(async (entry) => {
      const read = (name: string) => readFile(`/proc/${entry}/${name}`, 'latin1').catch(() => '');
      const [words, environment] = await Promise.all([read('cmdline'), read('environ')]);
      return wanted(words.split('\0'), environment.split('\0')) ? Number(entry) : null;
    }),
  );
  return found.filter((pid) => pid !== null);
}

/** The agents that a server started from this data folder. */
export function localAgentPids(dataDir: string): Promise<number[]> {
  return findProcesses(
    (words) => words.some((word) => word.startsWith(`${dataDir}/agents/`)) && words.includes('--class'),
  );
}

/** Processes with a word in their command line, such as `sleep 4711`. */
export function processesWith(word: string): Promise<number[]> {
  return findProcesses((words) => words.includes(word));
}
