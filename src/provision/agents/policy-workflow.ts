/** An address that a job must or must not reach. */
export interface Endpoint {
  what: string;
  host: string;
  port: number;
}

export interface PolicyTest {
  closed: readonly Endpoint[];
  /** Reached by the same means, so that a job without any network does not pass. */
  open: Endpoint;
}

/** A workflow that fails when its job reaches what is closed, is root, or finds a token of the cluster. */
export function policyWorkflow({ closed, open }: PolicyTest): string {
  const commands = [
    'reach() { timeout 3 bash -c "exec 3<>/dev/tcp/$1/$2" 2>/dev/null; }',
    `reach ${open.host} ${open.port} || { echo '${open.what} cannot be reached'; exit 1; }`,
    ...closed.map(({ what, host, port }) => `if reach ${host} ${port}; then echo '${what} can be reached'; exit 1; fi`),
    'if [ "$(id -u)" = 0 ]; then echo "steps run as root"; exit 1; fi',
    'if [ -e /var/run/secrets/kubernetes.io ]; then echo "a token of the cluster is mounted"; exit 1; fi',
    'echo closed',
  ];
  const script = commands.map((line) => `          ${line}`).join('\n');
  return `name: setup
on: push
jobs:
  policies:
    runs-on: ubuntu-latest
    steps:
      - shell: bash
        run: |
${script}
`;
}
