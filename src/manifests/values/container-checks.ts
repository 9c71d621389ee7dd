import type { CheckRun } from '../schema/check-run.ts';
import type { ValueChecks } from '../schema/compile-schema.ts';
import { checkOneOf, checkRange, checkUnique, notNegative, portRange, positive } from './check-helpers.ts';
import { checkValueName } from './metadata-checks.ts';
import { configKey, dnsLabel, environmentName, portName, qualifiedName } from './names.ts';
import { parseQuantity } from './quantity.ts';
import type { Container, ContainerPort, EnvVar, Probe, Resources, SecurityContext } from './shapes.ts';

export const containerChecks: ValueChecks = {
  'core.v1.Container': (value, run) => checkContainer(value as Container, run),
  'core.v1.ContainerPort': (value, run) => checkPort(value as ContainerPort, run),
  'core.v1.EnvVar': (value, run) => checkEnv(value as EnvVar, run),
  'core.v1.Probe': (value, run) => checkProbe(value as Probe, run),
  'core.v1.ResourceRequirements': (value, run) => checkResources(value as Resources, run),
  'core.v1.LifecycleHandler': (value, run) =>
    checkOneOf(value as object, ['exec', 'httpGet', 'tcpSocket', 'sleep'], 'a lifecycle handler', run),
  'core.v1.HTTPGetAction': (value, run) => checkPortReference((value as { port: number | string }).port, run),
  'core.v1.TCPSocketAction': (value, run) => checkPortReference((value as { port: number | string }).port, run),
  'core.v1.SecurityContext': (value, run) => checkSecurityContext(value as SecurityContext, run),
};

function checkContainer(container: Container, run: CheckRun): void {
  if (container.name === '')
    run.fault('missing-field', 'the container has no name', 'Give it a name.', { below: ['name'] });
  else checkValueName('invalid-name', 'the container name', dnsLabel, container.name, ['name'], run);
  if (!container.image) {
    const hint = 'Name an image with its version.';
    run.fault('missing-field', 'the container has no image', hint, {
      target: container.image === '' ? 'value' : 'inside',
      below: container.image === '' ? ['image'] : [],
    });
  } else if (/\s/.test(container.image)) {
    run.fault('invalid-value', 'an image name has no spaces', 'Remove the spaces.', { below: ['image'] });
  }
  checkUnique(
    (container.ports ?? []).map((port) => port.name),
    'ports',
    'name',
    'port name',
    run,
  );
  checkUnique(
    (container.volumeMounts ?? []).map((mount) => mount.mountPath),
    'volumeMounts',
    'mountPath',
    'mount path',
    run,
  );
  for (const [index, { mountPath, subPath }] of (container.volumeMounts ?? []).entries()) {
    const below = ['volumeMounts', index];
    if (mountPath === '') {
      run.fault('missing-field', 'the mount has no path', 'Write where to mount it.', {
        below: [...below, 'mountPath'],
      });
    }
    if (mountPath.includes(':'))
      run.fault('invalid-value', 'a mount path has no ":"', 'Remove it.', { below: [...below, 'mountPath'] });
    if (subPath !== undefined && (subPath.startsWith('/') || subPath.split('/').includes('..'))) {
      run.fault('invalid-value', 'a subPath is relative and has no ".."', 'Write a path inside the volume.', {
        below: [...below, 'subPath'],
      });
    }
  }
  for (const kind of ['livenessProbe', 'startupProbe'] as const) {
    const threshold = container[kind]?.successThreshold;
    if (threshold !== undefined && threshold !== 1) {
      run.fault('invalid-value', `must be 1 in a ${kind}, but is ${threshold}`, 'Remove it.', {
        below: [kind, 'successThreshold'],
      });
    }
  }
}

function checkPort({ name, containerPort, hostPort }: ContainerPort, run: CheckRun): void {
  checkRange(containerPort, portRange, ['containerPort'], run);
  checkRange(hostPort, [0, 65_535], ['hostPort'], run);
  if (name) checkValueName('invalid-name', 'the port name', portName, name, ['name'], run);
}

/** Fields of its pod that a container may see in a variable. */
const podFields =
  /^(metadata\.(name|namespace|uid|(labels|annotations)\['[^']+'\])|spec\.(nodeName|serviceAccountName)|status\.(hostIPs?|podIPs?))$/;

function checkEnv(env: EnvVar, run: CheckRun): void {
  checkValueName('invalid-name', 'the variable name', environmentName, env.name, ['name'], run);
  if (!env.valueFrom) return;
  if (env.value)
    run.fault('invalid-value', 'a variable has either value or valueFrom', 'Keep one of them.', {
      below: ['valueFrom'],
      target: 'key',
    });
  const sources = ['fieldRef', 'resourceFieldRef', 'configMapKeyRef', 'secretKeyRef', 'fileKeyRef'];
  checkOneOf(env.valueFrom, sources, 'valueFrom', run, { below: ['valueFrom'] });
  const fieldPath = (env.valueFrom.fieldRef as { fieldPath?: string } | null | undefined)?.fieldPath;
  if (fieldPath !== undefined && !podFields.test(fieldPath)) {
    const hint = "Such as metadata.name, spec.nodeName, status.podIP or metadata.labels['app'].";
    run.fault('invalid-value', `a variable cannot be the field "${fieldPath}"`, hint, {
      below: ['valueFrom', 'fieldRef', 'fieldPath'],
    });
  }
  for (const source of ['configMapKeyRef', 'secretKeyRef']) {
    const key = env.valueFrom[source]?.key;
    if (key !== undefined) checkValueName('invalid-name', 'the key', configKey, key, ['valueFrom', source, 'key'], run);
  }
}

function checkProbe(probe: Probe, run: CheckRun): void {
  checkOneOf(probe, ['httpGet', 'tcpSocket', 'exec', 'grpc'], 'a probe', run);
  checkRange(probe.initialDelaySeconds, notNegative, ['initialDelaySeconds'], run);
  for (const field of ['timeoutSeconds', 'periodSeconds', 'successThreshold', 'failureThreshold'] as const) {
    // The API server replaces 0 by the default.
    if (probe[field] !== 0) checkRange(probe[field], positive, [field], run);
  }
  if (probe.grpc) checkRange(probe.grpc.port, portRange, ['grpc', 'port'], run);
  if (probe.exec && !probe.exec.command?.length) {
    run.fault('missing-field', 'the command is missing', 'Add "command".', { below: ['exec'], target: 'inside' });
  }
}

/** A port by number or name. */
export function checkPortReference(port: number | string, run: CheckRun, field = 'port'): void {
  if (typeof port === 'number') checkRange(port, portRange, [field], run);
  else checkValueName('invalid-name', 'the port name', portName, port, [field], run);
}

/** Resources that may not be asked for beyond their limit, nor be divided. */
function checkResources({ requests, limits }: Resources, run: CheckRun): void {
  for (const kind of ['requests', 'limits'] as const) {
    for (const [name, value] of Object.entries((kind === 'requests' ? requests : limits) ?? {})) {
      const below = [kind, name];
      const amount = value === null ? undefined : parseQuantity(value);
      checkResourceName(name, below, run);
      if (amount !== undefined && amount < 0)
        run.fault('invalid-quantity', 'must not be negative', 'Write a positive quantity.', { below });
    }
  }
  for (const [name, value] of Object.entries(requests ?? {})) {
    const limit = limits?.[name];
    const asked = value === null ? undefined : parseQuantity(value);
    const allowed = limit === undefined || limit === null ? undefined : parseQuantity(limit);
    if (asked === undefined || allowed === undefined || asked <= allowed) continue;
    const message = `the request of ${value} ${name} is above the limit of ${limit}`;
    run.fault('invalid-quantity', message, 'Lower the request or raise the limit.', { below: ['requests', name] });
  }
}

const standardResources = new Set(['cpu', 'memory', 'ephemeral-storage', 'storage']);

/** A resource of nodes: a standard one, or one with a domain. */
export function checkResourceName(name: string, below: string[], run: CheckRun): void {
  const isKnown =
    standardResources.has(name) || name.startsWith('hugepages-') || name.startsWith('attachable-volumes-');
  if (isKnown) return;
  const wrong =
    qualifiedName(name) ?? (name.includes('/') ? undefined : 'is none of cpu, memory and ephemeral-storage');
  if (wrong === undefined) return;
  const hint = 'Resources of devices have a domain, such as nvidia.com/gpu.';
  run.fault('invalid-name', `the resource "${name}" ${wrong}`, hint, { below, target: 'key' });
}

function checkSecurityContext(
  { privileged, allowPrivilegeEscalation, capabilities }: SecurityContext,
  run: CheckRun,
): void {
  if (allowPrivilegeEscalation !== false) return;
  const why =
    privileged === true
      ? 'privileged'
      : capabilities?.add?.some((name) => /^(CAP_)?SYS_ADMIN$/.test(name))
        ? 'SYS_ADMIN'
        : undefined;
  if (why === undefined) return;
  const message = `allowPrivilegeEscalation cannot be false for a ${why} container`;
  run.fault('invalid-value', message, 'Remove the privilege.', { below: ['allowPrivilegeEscalation'] });
}
