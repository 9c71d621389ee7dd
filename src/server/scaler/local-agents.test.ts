import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { serverConfigSchema } from '../../contract/config.ts';
import { systemClock } from '../../shared/clock.ts';
import { createLogger } from '../../shared/logger.ts';
import { openSqliteStore } from '../../store/sqlite/open.ts';
import { tempFolder } from '../testing/temp-folder.ts';
import { createLocalAgents, type LocalAgents } from './local-agents.ts';

interface Place {
  dataDir: string;
  agents: LocalAgents;
  logged: string[];
  /** Another server's view of the same folder. */
  another(): LocalAgents;
}

/** Local agents whose program is a shell script; `$0` is its first flag, and the token comes on standard input. */
async function place(script: string): Promise<Place> {
  const dataDir = await tempFolder();
  const program = join(dataDir, 'agent.sh');
  await writeFile(program, script);
  const store = await openSqliteStore({ file: join(dataDir, 'state.db') });
  const logged: string[] = [];
  const log = createLogger({ name: 'test', destination: { write: (line) => logged.push(line) } });
  const agentEnvironment = { PATH: '/usr/bin:/bin' };
  const config = serverConfigSchema.parse({ dataDir, agentCommand: ['/bin/sh', program], agentEnvironment });
  const another = () =>
    createLocalAgents({ config, store, clock: systemClock, log, baseUrl: () => 'http://x', isolation: 'none' });
  const agents = another();
  onTestFinished(async () => {
    for (const { pid } of agents.alive()) process.kill(-pid, 'SIGKILL');
    await expect.poll(() => agents.alive()).toEqual([]);
    await agents.leave(new Set());
    await store.close();
  });
  return { dataDir, agents, logged, another };
}

const folders = ({ dataDir }: Place) => readdir(join(dataDir, 'agents')).catch(() => []);

describe('local agents', () => {
  it('live in a session of their own, and leave no folder behind', async () => {
    const here = await place('read token; sleep 100');
    await here.agents.launch('default');
    const [agent] = here.agents.alive();
    expect(here.agents.alive()).toHaveLength(1);
    expect(await folders(here)).toEqual([agent?.agentId]);
    process.kill(-(agent?.pid ?? 0), 'SIGKILL');
    await expect.poll(() => here.agents.alive()).toEqual([]);
    await expect.poll(() => folders(here)).toEqual([]);
  });

  it('are found again by the next server', async () => {
    // The flags stay in the command line of the script's shell, by which its process is recognised.
    const here = await place('read token; sleep 100');
    await here.agents.launch('default');
    const next = here.another();
    await next.adopt();
    expect(next.alive()).toMatchObject(here.agents.alive());
  });

  it('get their token on standard input, not where others can see it', async () => {
    const here = await place(
      'read token; case "$token" in raibid_agent_*) echo got it;; esac >&2; cat /proc/$$/environ /proc/$$/cmdline >&2; exit 3',
    );
    await here.agents.launch('default');
    await expect.poll(() => here.logged.join()).toContain('got it');
    expect(here.logged.join()).not.toContain('raibid_agent_');
  });

  it('that fail are said with their last words, and not started again at once', async () => {
    const here = await place('echo no sandbox here >&2; exit 13');
    await here.agents.launch('default');
    await expect.poll(() => here.logged.join()).toContain('no sandbox here');
    await here.agents.launch('default');
    expect(here.agents.alive()).toEqual([]);
  });
});
