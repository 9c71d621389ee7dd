import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runRoutes } from '../../src/contract/api/runs.ts';
import { settingRoutes } from '../../src/contract/api/settings.ts';
import type { SettingScope } from '../../src/contract/settings.ts';
import { contractVersion } from '../../src/contract/version.ts';
import { newToken, randomId } from '../../src/shared/ids.ts';
import { enable, type GiteaRepository, runOfEvent } from '../support/gitea-world.ts';
import { jobWhen, logOf, workflowPath } from '../support/platform.ts';
import { type Wish, wishesOfOthers } from './hostile/api-wishes.ts';
import { isOpen, listenOnNode, type NodeListener } from './hostile/node-listener.ts';
import { closedPlaces, internetAddress, metadataAddress } from './hostile/places.ts';
import { type BedPlatform, setUpPlatform } from './support/bed-platform.ts';
import { get } from './support/cluster.ts';
import { completed } from './support/platform-on-bed.ts';

const server = 'http://raibid-server.raibid-server.svc.cluster.local:8420';
const word = 'the-word-of-the-other-job';
/** Names of this run of the tests, on a bed that stays. */
const mark = randomId().slice(0, 6);

type Step = Record<string, unknown>;
interface Job {
  steps: Step[];
  permissions?: Record<string, string>;
  environment?: string;
}

/** A job of somebody else: it knows a secret, keeps an artifact and a cache, and answers whoever comes. */
const otherSteps: Step[] = [
  { run: 'mkdir treasure; echo "${{ secrets.WORD }}" | tee treasure/word /job/temp/word' },
  { uses: 'actions/upload-artifact@v4', with: { name: 'treasure', path: 'treasure' } },
  { uses: 'actions/cache/save@v4', with: { key: 'treasure', path: 'treasure' } },
  { run: 'python3 -m http.server 8000 & until curl -s -o /dev/null http://127.0.0.1:8000; do sleep 0.2; done' },
  { run: 'export WORD="${{ secrets.WORD }}"; python3 -m http.server 8001 & echo listening; sleep 3600' },
];

describe('a hostile job in a pod', () => {
  let platform: BedPlatform;
  let listener: NodeListener;
  let other: { fullName: string; runId: string; jobId: string; address: string; artifactId: string };

  beforeAll(async () => {
    listener = await listenOnNode(internetAddress, metadataAddress);
    platform = await setUpPlatform();
    other = await startOther();
  });
  afterAll(async () => {
    await platform?.client.call(runRoutes.cancel, { params: { runId: other?.runId ?? '0' } }).catch(() => undefined);
    await platform?.close();
    await listener?.close();
  });

  /** The job of a neighbour, in a private repository of theirs, as soon as it listens. */
  async function startOther() {
    const { client, gitea } = platform;
    const neighbour = await gitea.user(`neighbour-${mark}`);
    await gitea.api('POST', '/user/repos', { name: 'own', private: true, default_branch: 'main' }, neighbour);
    const { fullName, push } = await gitea.tree(`${neighbour.name}/own`, neighbour);
    await enable(client, fullName);
    const place = { params: { name: 'WORD' }, query: { repository: fullName } };
    await client.call(settingRoutes.setSecret, { ...place, body: { value: word } });
    const { id: runId } = await runOfEvent(
      client,
      await push({ [workflowPath]: workflow({ steps: otherSteps }) }),
      'push',
    );
    const job = await jobWhen(client, runId, 'the other job listens', isListening);
    const agent = job.attempts.at(-1)?.agent ?? '';
    const { status } = await get<{ status: { podIP: string } }>('pod', agent, '--namespace', 'raibid-agents');
    const { artifacts } = await client.call(runRoutes.artifacts, { params: { runId } });
    return { fullName, runId, jobId: job.id, address: status.podIP, artifactId: artifacts[0]?.id ?? '' };
  }

  async function isListening({ id, attempt }: { id: string; attempt: number }): Promise<boolean> {
    return attempt > 0 && (await logOf(platform.client, id)).includes('listening');
  }

  /** A repository of the attacker that runs here. */
  async function ownRepository(name: string): Promise<GiteaRepository> {
    const repository = await platform.gitea.repository(`${name}-${mark}`);
    await enable(platform.client, repository.fullName);
    return repository;
  }

  /** Pushes jobs, each with a checkout and the programs of `hostile/`; answers what they tell once they are over. */
  async function attack(repository: GiteaRepository, ...jobs: Job[]): Promise<Record<string, string>> {
    const ready = jobs.map(({ steps, ...job }) => ({ ...job, steps: [{ uses: 'actions/checkout@v4' }, ...steps] }));
    const sha = await repository.push({ [workflowPath]: workflow(...ready), ...(await programs()) });
    const run = await completed(platform.client, (await runOfEvent(platform.client, sha, 'push')).id);
    const lines = (await Promise.all(run.jobs.map(({ id }) => logOf(platform.client, id)))).flat();
    expect(lines.join('\n')).not.toContain(word);
    return told(lines);
  }

  it('reaches the server, names and the internet, and nothing of cluster, node and other jobs', async () => {
    const closed = {
      ...(await closedPlaces(listener.port)),
      'another job': `${other.address}:8000`,
    };
    const open = { server: server.slice('http://'.length), internet: `${internetAddress}:${listener.port}` };
    for (const [what, place] of Object.entries({ ...closed, ...open }))
      expect(await isOpen(place), `the node reaches ${what}`).toBe(true);
    const env = { REACH: JSON.stringify({ ...closed, ...open }) };
    const step = { run: 'python3 probe.py reach', env };
    expect(await attack(await ownRepository('reaching'), { steps: [step] })).toEqual({
      // Only silence is the policy: any refusal came from somebody.
      ...Object.fromEntries(Object.keys(closed).map((what) => [what, 'silent'])),
      ...Object.fromEntries(Object.keys(open).map((what) => [what, 'open'])),
    });
  });

  it('sees its own processes, files and sockets only, and cannot become more than it is', async () => {
    const step = { run: 'bash look-around.sh', shell: 'bash' };
    expect(await attack(await ownRepository('looking'), { steps: [step] })).toEqual({
      'words in processes': 'raibid_lease_0',
      'words in files': 'raibid_lease_0',
      'tokens and sockets': '/job/temp/own/word',
      processes: 'http.server raibid-agent executor',
      listening: '0100007F:1FBB',
      'abstract sockets': '',
      'listening to packets': 'refused',
      'making packets': 'refused',
      'making connections': 'done',
      mounting: 'refused',
      'a user namespace': 'refused',
      'writing to the system': 'refused',
      'writing to the workspace': 'done',
      'a setting of the kernel': 'refused',
      'a device': 'refused',
      user: '1001',
      CapPrm: '0000000000000000',
      CapEff: '0000000000000000',
      CapBnd: '0000000000000000',
      NoNewPrivs: '1',
      Seccomp: '2',
    });
  });

  it('gets secrets, artifacts and caches of its own repository, and none of another one', async () => {
    const repository = await ownRepository('taking');
    await keepSecret({ repository: repository.fullName }, 'mine');
    const steps = [
      { run: 'mkdir own; echo "${{ secrets.OWN }}" >own/word' },
      { uses: 'actions/upload-artifact@v4', with: { name: 'own', path: 'own' } },
      { uses: 'actions/cache/save@v4', with: { key: 'own', path: 'own' } },
      ...['own', 'treasure'].flatMap((name) => [
        {
          uses: 'actions/download-artifact@v4',
          with: { name, path: `artifact-${name}` },
          'continue-on-error': true,
        },
        { uses: 'actions/cache/restore@v4', id: name, with: { key: name, path: name } },
        {
          run: `echo "= ${name}: artifact '$(ls artifact-${name} 2>/dev/null)', cache '\${{ steps.${name}.outputs.cache-matched-key }}'"`,
        },
      ]),
      { run: 'word="${{ secrets.OWN }}"; echo "= secret of its own: ${#word}"' },
      { run: 'word="${{ secrets.WORD }}"; echo "= secret of another: ${#word}"' },
    ];
    expect(await attack(repository, { steps })).toEqual({
      own: "artifact 'word', cache 'own'",
      treasure: "artifact '', cache ''",
      'secret of its own': '4',
      'secret of another': '0',
    });
  });

  it('has the secrets of an environment only where it says that it is of that environment', async () => {
    const repository = await ownRepository('environment');
    await keepSecret({ repository: repository.fullName, environment: 'production' }, 'twelve bytes');
    const look = (who: string) => [{ run: `word="\${{ secrets.OWN }}"; echo "= ${who}: \${#word}"` }];
    const jobs = [{ steps: look('outside') }, { steps: look('inside'), environment: 'production' }];
    expect(await attack(repository, ...jobs)).toEqual({ outside: '0', inside: '12' });
  });

  it('reads its own repository, writes there when its workflow says so, and has no other one by git', async () => {
    const attempts = (who: string) => [
      {
        run: [
          'try() { what=$1; shift; "$@" >/dev/null 2>&1 && echo "= $what: done" || echo "= $what: refused"; }',
          `try '${who} reads its own' git ls-remote origin`,
          `try '${who} writes to its own' git push origin HEAD:refs/heads/by-${who}`,
          `try '${who} reads another' git ls-remote ${server}/git/${other.fullName}.git`,
          `try '${who} writes to another' git push ${server}/git/${other.fullName}.git HEAD:refs/heads/by-${who}`,
        ].join('\n'),
      },
      {
        uses: 'actions/checkout@v4',
        with: { repository: other.fullName, path: 'stolen' },
        'continue-on-error': true,
      },
      {
        run: `echo "= \${{ '${who}' }} checks out: $(find . stolen -maxdepth 1 -name '*.py' -o -path './stolen/.github' | sort)"`,
      },
    ];
    const answers = await attack(
      await ownRepository('reading'),
      { steps: attempts('reader') },
      { steps: attempts('writer'), permissions: { contents: 'write' } },
    );
    expect(answers).toEqual({
      'reader reads its own': 'done',
      'reader writes to its own': 'refused',
      'reader reads another': 'refused',
      'reader writes to another': 'refused',
      'reader checks out': './probe.py',
      'writer reads its own': 'done',
      'writer writes to its own': 'done',
      'writer reads another': 'refused',
      'writer writes to another': 'refused',
      'writer checks out': './probe.py',
    });
  });

  it('cannot speak for an agent or a person: no claim, no line in a log, nothing of the API but its own', async () => {
    const attempt = { jobId: other.jobId, attempt: 1 };
    const forged = { ...attempt, firstLine: 0, lines: [{ t: 0, s: 0, x: 'forged' }] };
    const identity = { agentId: randomId(), agentName: 'forged', agentClass: 'default', isolation: 'none' };
    const claim = { ...identity, contractVersion, claimId: randomId() + randomId(), waitMilliseconds: 0 };
    const post = (name: string, path: string, body: object, token?: string): Wish => {
      return { name, method: 'POST', url: `${server}/api/v1/agent/${path}`, body, ...(token ? { token } : {}) };
    };
    const closed = wishesOfOthers(server, { runId: other.runId, jobId: other.jobId, artifactId: other.artifactId });
    const answers = await ask([
      { name: 'its own artifacts', method: 'GET', url: `${server}/api/v1/job/artifacts` },
      post('a claim by a pod that it made up', 'claim', claim, madeUpPodToken()),
      post('a line by a lease that it made up', 'log', forged, newToken('lease')),
      post('a line by its own token', 'log', forged),
      ...closed,
      { name: 'its own artifacts still', method: 'GET', url: `${server}/api/v1/job/artifacts` },
    ]);
    expect(answers).toEqual({
      'its own artifacts': '200',
      'a claim by a pod that it made up': '401',
      'a line by a lease that it made up': '409',
      'a line by its own token': '401',
      // After thirty wrong tokens in a minute it is told to wait.
      ...Object.fromEntries(closed.map(({ name }) => [name, expect.stringMatching(/^(401|429)$/)])),
      'its own artifacts still': '200',
    });
    expect(closed.length).toBeGreaterThan(30);
  });

  it('reads figures of the server in which nobody is named', async () => {
    const run = `curl -s ${server}/metrics >figures; for what in raibid_ ${other.fullName}; do echo "= $what: $(grep -q "$what" figures && echo there)"; done`;
    const answers = await attack(await ownRepository('figures'), { steps: [{ run }] });
    expect(answers).toEqual({ raibid_: 'there', [other.fullName]: '' });
  });

  it('has changed nothing of the other job, which works all the time', async () => {
    const { jobs } = await platform.client.call(runRoutes.get, { params: { runId: other.runId } });
    expect(jobs.map(({ status, attempt }) => [status, attempt])).toEqual([['in_progress', 1]]);
    expect((await logOf(platform.client, other.jobId)).join('\n')).not.toContain('forged');
    expect(await isOpen(`${other.address}:8000`)).toBe(true);
  });

  /** The status by the name of the request. */
  async function ask(wishes: Wish[]): Promise<Record<string, string>> {
    const env = { JOB_TOKEN: '${{ github.token }}', ASK: JSON.stringify(wishes) };
    return attack(await ownRepository('asking'), { steps: [{ run: 'python3 probe.py ask', env }] });
  }

  async function keepSecret(query: SettingScope, value: string): Promise<void> {
    await platform.client.call(settingRoutes.setSecret, { params: { name: 'OWN' }, query, body: { value } });
  }
});

/** The programs of `hostile/` as files of a repository. */
async function programs(): Promise<Record<string, string>> {
  const names = ['probe.py', 'look-around.sh'];
  const texts = names.map(async (name) => [name, await readFile(join(import.meta.dirname, 'hostile', name), 'utf8')]);
  return Object.fromEntries(await Promise.all(texts));
}

function workflow(...jobs: Job[]): string {
  const named = jobs.map((job, index) => [`job-${index}`, { 'runs-on': 'ubuntu-latest', ...job }]);
  return JSON.stringify({ on: { push: { branches: ['main'] } }, jobs: Object.fromEntries(named) });
}

/** What a job tells in lines of the form `= what: answer`. */
function told(lines: string[]): Record<string, string> {
  const found = lines.flatMap((line) => {
    const [, what, answer = ''] = /^= (.+):(?: (.*))?$/.exec(line) ?? [];
    return what === undefined ? [] : [[what, answer] as const];
  });
  return Object.fromEntries(found);
}

/** Looks like the token of an agent's ServiceAccount, and nobody has signed it. */
function madeUpPodToken(): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const subject = 'system:serviceaccount:raibid-agents:raibid-agent';
  return `${part({ alg: 'none' })}.${part({ sub: subject, aud: ['raibid'], exp: 4_000_000_000 })}.`;
}
