import { isIP } from 'node:net';
import type { CheckRun } from '../schema/check-run.ts';
import type { ValueChecks } from '../schema/compile-schema.ts';
import { isCidr } from '../schema/format-checks.ts';
import { checkOneOf, checkRange, checkUnique, isGiven, portRange } from './check-helpers.ts';
import { checkPortReference } from './container-checks.ts';
import { checkLabels, checkValueName } from './metadata-checks.ts';
import { dnsLabel, dnsSubdomain, portName } from './names.ts';
import type { ServicePort, ServiceSpec } from './shapes.ts';

export const networkChecks: ValueChecks = {
  'core.v1.ServiceSpec': (value, run) => checkService(value as ServiceSpec, run),
  'core.v1.ServicePort': (value, run) => checkServicePort(value as ServicePort, run),
  'networking.v1.IngressSpec': (value, run) => checkIngress(value as IngressSpec, run),
  'networking.v1.HTTPIngressRuleValue': (value, run) => {
    if (!(value as { paths?: unknown[] | null }).paths?.length) {
      run.fault('missing-field', 'the rule has no paths', 'Add "paths".', { target: 'inside' });
    }
  },
  'networking.v1.HTTPIngressPath': (value, run) => checkIngressPath(value as IngressPath, run),
  'networking.v1.IngressBackend': (value, run) =>
    checkOneOf(value as object, ['service', 'resource'], 'a backend', run),
  'networking.v1.IngressServiceBackend': (value, run) => checkServiceBackend(value as ServiceBackend, run),
  'networking.v1.IPBlock': (value, run) => checkIpBlock(value as IpBlock, run),
  'networking.v1.NetworkPolicyPeer': (value, run) => checkPeer(value as object, run),
  'networking.v1.NetworkPolicyPort': (value, run) => checkPolicyPort(value as PolicyPort, run),
  'networking.v1.NetworkPolicySpec': (value, run) => checkPolicyTypes(value as { policyTypes?: string[] }, run),
};

interface IngressSpec {
  ingressClassName?: string;
  rules?: { host?: string }[] | null;
  defaultBackend?: unknown;
  tls?: { hosts?: string[] | null; secretName?: string }[] | null;
}

interface IngressPath {
  path?: string;
  pathType: string;
}

interface IpBlock {
  cidr: string;
  except?: string[] | null;
}

interface PolicyPort {
  protocol?: string;
  port?: number | string;
  endPort?: number;
}

function checkService(spec: ServiceSpec, run: CheckRun): void {
  const ports = spec.ports ?? [];
  checkLabels(spec.selector, ['selector'], run);
  if (spec.type === 'ExternalName') {
    if (!spec.externalName)
      run.fault('missing-field', 'an ExternalName Service needs "externalName"', 'Add "externalName".', {
        target: 'inside',
      });
    else
      checkValueName(
        'invalid-name',
        'externalName',
        dnsSubdomain,
        spec.externalName.replace(/\.$/, ''),
        ['externalName'],
        run,
      );
  } else if (ports.length === 0 && spec.clusterIP !== 'None') {
    run.fault('missing-field', 'the Service has no ports', 'Add "ports", or make it headless with clusterIP: None.', {
      target: 'inside',
    });
  }
  checkClusterIp(spec, run);
  checkUnique(
    ports.map((port) => port.name),
    'ports',
    'name',
    'port name',
    run,
  );
  const numbers = ports.map(({ port, protocol }) => `${port}/${protocol || 'TCP'}`);
  checkUnique(numbers, 'ports', 'port', 'port', run);
  for (const [index, { name, nodePort }] of ports.entries()) {
    if (ports.length > 1 && !name)
      run.fault('missing-field', 'with several ports each needs a name', 'Add "name".', {
        below: ['ports', index],
        target: 'inside',
      });
    const isInternal = spec.type === undefined || spec.type === 'ClusterIP';
    if (isInternal && nodePort) {
      const hint = 'Remove it, or set type: NodePort.';
      run.fault('invalid-value', 'a ClusterIP Service has no nodePort', hint, {
        below: ['ports', index, 'nodePort'],
        target: 'key',
      });
    }
  }
}

function checkClusterIp({ clusterIP, type }: ServiceSpec, run: CheckRun): void {
  if (!clusterIP) return;
  if (clusterIP === 'None') {
    const isPublic = type === 'NodePort' || type === 'LoadBalancer';
    if (isPublic)
      run.fault('invalid-value', `a ${type} Service cannot be headless`, 'Remove clusterIP: None.', {
        below: ['clusterIP'],
      });
  } else if (isIP(clusterIP) === 0) {
    run.fault('invalid-value', `"${clusterIP}" is no IP address`, 'Write an IP address or None.', {
      below: ['clusterIP'],
    });
  }
}

function checkServicePort({ name, port, targetPort, nodePort }: ServicePort, run: CheckRun): void {
  checkRange(port, portRange, ['port'], run);
  checkRange(nodePort, [0, 65_535], ['nodePort'], run);
  if (name) checkValueName('invalid-name', 'the port name', dnsLabel, name, ['name'], run);
  if (targetPort !== undefined && targetPort !== 0 && targetPort !== '')
    checkPortReference(targetPort, run, 'targetPort');
}

function checkIngress(spec: IngressSpec, run: CheckRun): void {
  if (!spec.rules?.length && !isGiven(spec, 'defaultBackend')) {
    run.fault('missing-field', 'the Ingress has neither rules nor a defaultBackend', 'Add "rules".', {
      target: 'inside',
    });
  }
  for (const [index, { host }] of (spec.rules ?? []).entries()) {
    if (host) checkHost(host, ['rules', index, 'host'], run);
  }
  if (spec.ingressClassName) {
    checkValueName('invalid-name', 'the class', dnsSubdomain, spec.ingressClassName, ['ingressClassName'], run);
  }
  for (const [index, { hosts, secretName }] of (spec.tls ?? []).entries()) {
    if (secretName)
      checkValueName('invalid-name', 'the Secret', dnsSubdomain, secretName, ['tls', index, 'secretName'], run);
    for (const [place, host] of (hosts ?? []).entries()) checkHost(host, ['tls', index, 'hosts', place], run);
  }
}

function checkHost(host: string, below: (string | number)[], run: CheckRun): void {
  if (isIP(host) > 0)
    run.fault('invalid-value', 'a host is a DNS name, not an address', 'Write a DNS name.', { below });
  else checkValueName('invalid-name', 'the host', dnsSubdomain, host.replace(/^\*\./, ''), below, run);
}

function checkIngressPath({ path, pathType }: IngressPath, run: CheckRun): void {
  if (pathType === '')
    run.fault('invalid-value', 'the pathType is empty', 'Write Prefix or Exact.', { below: ['pathType'] });
  if (pathType === 'ImplementationSpecific') return;
  const problem = !path?.startsWith('/')
    ? 'must start with "/"'
    : /\/\/|\/\.\/|\/\.\.\/|\/\.\.?$/.test(path)
      ? 'must not have "//" or ".."'
      : undefined;
  const options = path === undefined ? { target: 'inside' as const } : { below: ['path'] };
  if (problem !== undefined) run.fault('invalid-value', `the path ${problem}`, 'Correct the path.', options);
}

interface ServiceBackend {
  name: string;
  port?: object | null;
}

function checkServiceBackend(backend: ServiceBackend, run: CheckRun): void {
  checkValueName('invalid-name', 'the Service', dnsLabel, backend.name, ['name'], run);
  if (!backend.port) run.fault('missing-field', 'the backend has no port', 'Add "port".', { target: 'inside' });
  else checkOneOf(backend.port, ['name', 'number'], 'the port', run, { below: ['port'] });
}

function checkIpBlock({ cidr, except }: IpBlock, run: CheckRun): void {
  if (!isCidr(cidr))
    run.fault('invalid-value', `"${cidr}" is no network`, 'Write it as 10.0.0.0/8.', { below: ['cidr'] });
  for (const [index, inner] of (except ?? []).entries()) {
    const below = ['except', index];
    if (!isCidr(inner)) run.fault('invalid-value', `"${inner}" is no network`, 'Write it as 10.1.0.0/16.', { below });
    else if (isCidr(cidr) && !isInside(inner, cidr))
      run.fault('invalid-value', `${inner} is not inside ${cidr}`, 'Correct one of the two.', { below });
  }
}

/** True when one network is a strict part of another. */
function isInside(inner: string, outer: string): boolean {
  const [address = '', bits = '0'] = inner.split('/');
  const [base = '', prefix = '0'] = outer.split('/');
  if (isIP(address) !== isIP(base)) return false;
  if (isIP(address) === 6) return Number(bits) > Number(prefix);
  const mask = Number(prefix) === 0 ? 0 : (-1 << (32 - Number(prefix))) >>> 0;
  return Number(bits) > Number(prefix) && (ipv4Number(address) & mask) >>> 0 === (ipv4Number(base) & mask) >>> 0;
}

function ipv4Number(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

function checkPeer(peer: object, run: CheckRun): void {
  const given = ['ipBlock', 'podSelector', 'namespaceSelector'].filter((field) => isGiven(peer, field));
  if (given.length === 0)
    run.fault('missing-field', 'the peer names nobody', 'Add podSelector, namespaceSelector or ipBlock.', {
      target: 'inside',
    });
  if (given.length > 1 && given[0] === 'ipBlock') {
    run.fault('invalid-value', 'an ipBlock stands alone in its peer', 'Make it a peer of its own.', {
      below: ['ipBlock'],
      target: 'key',
    });
  }
}

function checkPolicyPort({ protocol, port, endPort }: PolicyPort, run: CheckRun): void {
  if (protocol === '')
    run.fault('invalid-value', 'the protocol is empty', 'Write TCP, UDP or SCTP.', { below: ['protocol'] });
  if (typeof port === 'number') checkRange(port, portRange, ['port'], run);
  else if (port !== undefined) checkValueName('invalid-name', 'the port name', portName, port, ['port'], run);
  if (endPort === undefined) return;
  if (typeof port !== 'number')
    run.fault('invalid-value', 'endPort needs a port number', 'Set "port" to a number.', {
      below: ['endPort'],
      target: 'key',
    });
  else if (endPort < port)
    run.fault('invalid-value', `endPort ${endPort} is below port ${port}`, 'Correct the range.', {
      below: ['endPort'],
    });
}

function checkPolicyTypes({ policyTypes }: { policyTypes?: string[] }, run: CheckRun): void {
  if (policyTypes && policyTypes.length > 2) {
    run.fault('invalid-value', 'a policy has at most two types', 'Remove what is there twice.', {
      below: ['policyTypes'],
      target: 'key',
    });
  }
  for (const [index, type] of (policyTypes ?? []).entries()) {
    if (type === 'Ingress' || type === 'Egress') continue;
    run.fault('invalid-value', `"${type}" is no policy type`, 'Write Ingress or Egress.', {
      below: ['policyTypes', index],
    });
  }
}
