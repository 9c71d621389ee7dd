import { isIP } from 'node:net';
import { isObject } from '../manifest.ts';
import type { CheckRun } from '../schema/check-run.ts';
import type { ValueChecks } from '../schema/compile-schema.ts';
import { checkOneOf, checkRange, checkUnique, eachItem, isGiven, positive, within } from './check-helpers.ts';
import { checkLabels, checkValueName } from './metadata-checks.ts';
import { dnsLabel, dnsSubdomain, qualifiedName } from './names.ts';
import type { Container, PodSpec, SpreadConstraint, Toleration, Volume } from './shapes.ts';

export const podChecks: ValueChecks = {
  'core.v1.PodSpec': (value, run) => checkPodSpec(value as PodSpec, run),
  'core.v1.Volume': (value, run) => checkVolume(value as Volume, run),
  'core.v1.ConfigMapVolumeSource': (value, run) => checkMode(value, 'defaultMode', run),
  'core.v1.SecretVolumeSource': (value, run) => checkMode(value, 'defaultMode', run),
  'core.v1.DownwardAPIVolumeSource': (value, run) => checkMode(value, 'defaultMode', run),
  'core.v1.ProjectedVolumeSource': (value, run) => checkMode(value, 'defaultMode', run),
  'core.v1.DownwardAPIVolumeFile': (value, run) => checkMode(value, 'mode', run),
  'core.v1.KeyToPath': (value, run) => checkMode(value, 'mode', run),
  'core.v1.Toleration': (value, run) => checkToleration(value as Toleration, run),
  'core.v1.WeightedPodAffinityTerm': (value, run) =>
    checkRange((value as { weight: number }).weight, [1, 100], ['weight'], run),
  'core.v1.PreferredSchedulingTerm': (value, run) =>
    checkRange((value as { weight: number }).weight, [1, 100], ['weight'], run),
  'core.v1.TopologySpreadConstraint': (value, run) => {
    const { maxSkew, minDomains, topologyKey, whenUnsatisfiable } = value as SpreadConstraint;
    checkRange(maxSkew, positive, ['maxSkew'], run);
    checkRange(minDomains, positive, ['minDomains'], run);
    if (isGiven(value as object, 'minDomains') && whenUnsatisfiable === 'ScheduleAnyway') {
      const hint = 'Remove it, or set whenUnsatisfiable: DoNotSchedule.';
      run.fault('invalid-value', 'minDomains counts only with DoNotSchedule', hint, { below: ['minDomains'] });
    }
    if (topologyKey === '')
      run.fault('missing-field', 'the topologyKey is empty', 'Such as kubernetes.io/hostname.', {
        below: ['topologyKey'],
      });
  },
  'core.v1.SeccompProfile': (value, run) => {
    const { type } = value as { type: string };
    if (type === '') run.fault('missing-field', 'the type is empty', 'Write RuntimeDefault.', { below: ['type'] });
  },
};

/** What the API server checks of a pod as a whole. */
function checkPodSpec(spec: PodSpec, run: CheckRun): void {
  if (!spec.containers?.length) {
    const options = isGiven(spec, 'containers')
      ? { below: ['containers'], target: 'key' as const }
      : { target: 'inside' as const };
    run.fault('missing-field', 'the pod has no containers', 'Add at least one container.', options);
  }
  checkContainerNames(spec, run);
  checkVolumes(spec, run);
  checkRange(spec.activeDeadlineSeconds, positive, ['activeDeadlineSeconds'], run);
  checkLabels(spec.nodeSelector, ['nodeSelector'], run);
  for (const field of ['serviceAccountName', 'priorityClassName'] as const) {
    const name = spec[field];
    if (name) checkValueName('invalid-name', field, dnsSubdomain, name, [field], run);
  }
  for (const [index, { ip }] of (spec.hostAliases ?? []).entries()) {
    if (isIP(ip ?? '') === 0)
      run.fault('invalid-value', `"${ip}" is no IP address`, 'Write an IP address.', {
        below: ['hostAliases', index, 'ip'],
      });
  }
  if (spec.dnsPolicy === 'None' && !spec.dnsConfig?.nameservers?.length) {
    run.fault('missing-field', 'dnsPolicy None needs dnsConfig.nameservers', 'Add "dnsConfig".', {
      below: ['dnsPolicy'],
    });
  }
  if (spec.hostNetwork === true) checkHostPorts(spec.containers ?? [], run);
}

function checkContainerNames(spec: PodSpec, run: CheckRun): void {
  const seen = new Set<string>();
  for (const list of ['initContainers', 'containers', 'ephemeralContainers'] as const) {
    for (const [index, { name }] of (spec[list] ?? []).entries()) {
      if (seen.has(name)) {
        const hint = 'Give each container of the pod its own name.';
        run.fault('duplicate-item', `the container "${name}" is there twice`, hint, { below: [list, index, 'name'] });
      }
      seen.add(name);
    }
  }
  eachItem(spec.initContainers, 'initContainers', run, (each) => checkInitProbes(each, run));
}

/** Only sidecars (restartPolicy Always) have probes among the init containers. */
function checkInitProbes(container: Container, run: CheckRun): void {
  if (container.restartPolicy === 'Always') return;
  for (const field of ['livenessProbe', 'readinessProbe', 'startupProbe', 'lifecycle'] as const) {
    if (!isGiven(container, field)) continue;
    const hint = 'Remove it, or make the container a sidecar with restartPolicy: Always.';
    run.fault('invalid-value', `an init container cannot have a ${field}`, hint, { below: [field], target: 'key' });
  }
}

function checkVolumes(spec: PodSpec, run: CheckRun): void {
  const volumes = (spec.volumes ?? []).map((volume) => volume.name);
  checkUnique(volumes, 'volumes', 'name', 'volume', run);
  volumes.push(...claimTemplates(run.root));
  for (const list of ['initContainers', 'containers'] as const) {
    eachItem(spec[list], list, run, (container) => {
      for (const field of ['volumeMounts', 'volumeDevices'] as const) {
        for (const [index, { name }] of (container[field] ?? []).entries()) {
          if (volumes.includes(name)) continue;
          const hint = volumes.length === 0 ? 'Add it under "volumes".' : `Volumes of this pod: ${volumes.join(', ')}.`;
          run.fault('unknown-volume', `the pod has no volume "${name}"`, hint, { below: [field, index, 'name'] });
        }
      }
    });
  }
}

/** Volume sources that are nothing without this field. */
const namedSources: Record<string, string> = {
  configMap: 'name',
  secret: 'secretName',
  persistentVolumeClaim: 'claimName',
  hostPath: 'path',
};

/** A StatefulSet's claims are mounted without being listed under volumes. */
function claimTemplates(root: unknown): string[] {
  // The object around the pod may itself be of a wrong form: nothing is known of its types here.
  const spec = isObject(root) && root.kind === 'StatefulSet' && isObject(root.spec) ? root.spec : {};
  const claims = Array.isArray(spec.volumeClaimTemplates) ? spec.volumeClaimTemplates : [];
  return claims.flatMap((claim) => (isObject(claim) && isObject(claim.metadata) ? [String(claim.metadata.name)] : []));
}

const volumeSources = (
  'awsElasticBlockStore azureDisk azureFile cephfs cinder configMap csi downwardAPI emptyDir ephemeral fc flexVolume flocker ' +
  'gcePersistentDisk gitRepo glusterfs hostPath image iscsi nfs persistentVolumeClaim photonPersistentDisk portworxVolume ' +
  'projected quobyte rbd scaleIO secret storageos vsphereVolume'
).split(' ');

function checkVolume(volume: Volume, run: CheckRun): void {
  checkValueName('invalid-name', 'the volume name', dnsLabel, volume.name, ['name'], run);
  const given = volumeSources.filter((source) => isGiven(volume, source));
  for (const [source, field] of Object.entries(namedSources)) {
    const named = volume[source];
    if (!isObject(named) || (named[field] !== undefined && named[field] !== '')) continue;
    const hint = 'Name what is to be mounted.';
    run.fault('missing-field', `the ${source} of the volume names nothing`, hint, { below: [source], target: 'key' });
  }
  // `emptyDir:` without a value is null, and a volume without a source becomes an emptyDir.
  if (given.length > 1) checkOneOf(volume, given, 'a volume', run);
}

/** A mode of a file. `0644` is octal in YAML; JSON and other tools have the number itself, 420. */
function checkMode(value: unknown, field: string, run: CheckRun): void {
  const mode = isObject(value) ? value[field] : undefined;
  if (typeof mode !== 'number' || (mode >= 0 && mode <= 0o777)) return;
  const message = `must be from 0 to 0777 (octal), but is ${mode} (0${mode.toString(8)})`;
  run.fault('invalid-value', message, 'Write it with a leading 0, such as 0644.', { below: [field] });
}

function checkToleration({ key, operator, value, effect, tolerationSeconds }: Toleration, run: CheckRun): void {
  if (key) checkValueName('invalid-name', 'the key', qualifiedName, key, ['key'], run);
  else if (operator !== 'Exists')
    run.fault('missing-field', 'a toleration without a key needs operator Exists', 'Add "key" or operator: Exists.', {
      target: 'inside',
    });
  if (operator === 'Exists' && value)
    run.fault('invalid-value', 'operator Exists takes no value', 'Remove "value".', {
      below: ['value'],
      target: 'key',
    });
  if (tolerationSeconds !== undefined && effect !== 'NoExecute') {
    run.fault('invalid-value', 'tolerationSeconds needs effect NoExecute', 'Set effect: NoExecute.', {
      below: ['tolerationSeconds'],
      target: 'key',
    });
  }
}

function checkHostPorts(containers: Container[], run: CheckRun): void {
  eachItem(containers, 'containers', run, (container) => {
    for (const [index, { hostPort, containerPort }] of (container.ports ?? []).entries()) {
      if (!hostPort || hostPort === containerPort) continue;
      const message = `with hostNetwork the hostPort must be the containerPort ${containerPort}`;
      within(run, ['ports', index], () =>
        run.fault('invalid-value', message, 'Remove "hostPort".', { below: ['hostPort'] }),
      );
    }
  });
}
