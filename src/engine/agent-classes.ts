/** A set of `runs-on` labels with a queue of its own. */
export interface AgentClass {
  name: string;
  labels: string[];
}

/** The processor of the agents, by GitHub's label. */
export type Architecture = 'x64' | 'arm64';

/** One class for everything: the labels workflows for GitHub use most, and the machine's own architecture. */
export function defaultAgentClasses(architecture: Architecture): AgentClass[] {
  return [
    {
      name: 'default',
      labels: ['ubuntu-latest', 'ubuntu-24.04', 'ubuntu-22.04', 'self-hosted', 'linux', architecture],
    },
  ];
}

/** The first class that has all the labels (upper and lower case alike; its name is a label too), or null. */
export function classOf(classes: AgentClass[], labels: string[]): string | null {
  if (labels.length === 0) return null;
  const found = classes.find((one) => {
    const known = new Set([one.name, ...one.labels].map((label) => label.toLowerCase()));
    return labels.every((label) => known.has(label.toLowerCase()));
  });
  return found?.name ?? null;
}

/** Why no class fits, and which exist: the reason a job with such labels fails with. */
export function describeNoClass(classes: AgentClass[], labels: string[]): string {
  const wanted = labels.map((label) => `\`${label}\``).join(', ');
  const existing = classes.map((one) => `${one.name} (${one.labels.join(', ')})`).join('; ');
  return `No agent class has ${labels.length > 1 ? 'all of the labels' : 'the label'} ${wanted}. There are: ${existing}`;
}
