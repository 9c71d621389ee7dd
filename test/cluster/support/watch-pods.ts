import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** What was seen of the pods of agents, with the time of this machine at which it was seen, in milliseconds since 1970. */
export interface PodWatch {
  /** When something was seen of a pod for the first time; null: never. */
  firstSeen(pod: string, what: PodStage): number | null;
  stop(): Promise<void>;
}

const stages = {
  made: () => true,
  placed: ({ node }: Seen) => node !== '',
  running: ({ containers }: Seen) => containers.length > 0 && containers.every((state) => state === 'running'),
} as const;
export type PodStage = keyof typeof stages;

interface Seen {
  node: string;
  containers: string[];
}

const template =
  '{{.metadata.name}},{{.spec.nodeName}},{{range .status.containerStatuses}}{{range $state, $_ := .state}}{{$state}} {{end}}{{end}}{{"\\n"}}';

/** Watches the pods of agents: times of Kubernetes itself are whole seconds. */
export function watchPodStages(): PodWatch {
  const words = ['--namespace', 'raibid-agents', 'get', 'pods', '--watch', '--output', `go-template=${template}`];
  const child = spawn('kubectl', words, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const found = new Map<string, number>();
  createInterface(child.stdout).on('line', (line) => {
    const now = Date.now();
    const [pod = '', node = '', containers = ''] = line.replaceAll('<no value>', '').split(',');
    const seen = { node, containers: containers.trim().split(' ').filter(Boolean) };
    for (const [stage, holds] of Object.entries(stages)) {
      const key = `${pod} ${stage}`;
      if (holds(seen) && !found.has(key)) found.set(key, now);
    }
  });
  return {
    firstSeen: (pod, what) => found.get(`${pod} ${what}`) ?? null,
    async stop() {
      child.kill();
      await ended;
    },
  };
}
