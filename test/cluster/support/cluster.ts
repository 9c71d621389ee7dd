import { spawn } from 'node:child_process';
import { until } from '../../support/until.ts';
import { busyboxImage } from '../images/own-images.ts';
import { runQuiet } from '../run.ts';

/** A Kubernetes object as it is given to kubectl. */
export type Manifest = { apiVersion: string; kind: string; metadata: object; [field: string]: unknown };

/** Runs kubectl as the administrator; answers its standard output. The tests run inside the bed's network. */
export async function kubectl(...words: string[]): Promise<string> {
  demandBed();
  return runQuiet(['kubectl', ...words]);
}

/** The answer of `kubectl get ... --output json`, unchecked: give the type that the test reads. */
export async function get<T>(...words: string[]): Promise<T> {
  return JSON.parse(await kubectl('get', ...words, '--output', 'json')) as T;
}

/** Applies objects on the server's side. */
export async function apply(...objects: Manifest[]): Promise<void> {
  demandBed();
  const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects });
  await runQuiet(['kubectl', 'apply', '--server-side', '--filename', '-'], { input: list });
}

/** Makes a namespace in which pods can be made; answers its name. */
export async function makeNamespace(name: string, labels: Record<string, string> = {}): Promise<string> {
  await apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } });
  await until(`the ServiceAccount of ${name}`, () =>
    kubectl('--namespace', name, 'get', 'serviceaccount', 'default').catch(() => false),
  );
  return name;
}

/** Deletes it and waits until all of it is gone. */
export async function removeNamespace(name: string): Promise<void> {
  await kubectl('delete', 'namespace', name, '--wait', '--timeout=90s');
}

export interface PodWish {
  labels?: Record<string, string>;
  /** Shell script; without one it sleeps. */
  script?: string;
  port?: number;
  spec?: object;
}

/** A pod of busybox. With a port it is Ready once it answers HTTP there. */
export function podOf(namespace: string, name: string, { labels, script, port, spec }: PodWish = {}): Manifest {
  const answers = { httpGet: { path: '/', port: 'http' }, periodSeconds: 1 };
  const served = port === undefined ? {} : { ports: [{ name: 'http', containerPort: port }], readinessProbe: answers };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels: { app: name, ...labels } },
    spec: {
      terminationGracePeriodSeconds: 0,
      containers: [
        { name: 'main', image: busyboxImage, command: ['sh', '-c', script ?? 'exec sleep 100000'], ...served },
      ],
      ...spec,
    },
  };
}

/** The script of a pod that serves one page. */
export function serving(page: string, port: number): string {
  return `echo started; echo ${page} > /var/www/index.html; exec httpd -f -p ${port} -h /var/www`;
}

/** Waits until pods are Ready. */
export async function ready(namespace: string, ...pods: string[]): Promise<void> {
  const names = pods.map((pod) => `pod/${pod}`);
  await kubectl('--namespace', namespace, 'wait', '--for=condition=Ready', ...names, '--timeout=90s');
}

/** Runs a command in a pod. Never rejects for what the command does. */
export async function inPod(
  namespace: string,
  pod: string,
  ...command: string[]
): Promise<{ code: number; out: string }> {
  demandBed();
  return new Promise((accept, refuse) => {
    const child = spawn('kubectl', ['--namespace', namespace, 'exec', pod, '--', ...command]);
    let out = '';
    child.stdout.on('data', (chunk) => {
      out += chunk;
    });
    child.stderr.on('data', (chunk) => {
      out += chunk;
    });
    child.on('error', refuse);
    child.on('close', (code) => accept({ code: code ?? -1, out: out.trim() }));
  });
}

/** What a pod gets from an address: the page, `blocked` when nothing comes at all, or what went wrong otherwise. */
export async function fetched(namespace: string, pod: string, url: string): Promise<string> {
  const { code, out } = await inPod(namespace, pod, 'timeout', '3', 'wget', '-q', '-O', '-', url);
  // `timeout` ends it by SIGTERM. Any other failure is none of a policy.
  if (code === 143) return 'blocked';
  return code === 0 ? out : `failed (${code}): ${out}`;
}

function demandBed(): void {
  if (process.env.RAIBID_BED === undefined) throw new Error('these tests run in a bed: npm run test:cluster');
}
