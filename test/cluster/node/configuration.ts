import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pauseImage } from '../images/own-images.ts';
import type { Bed } from './bed.ts';
import { network } from './network.ts';
import type { Programs } from './services.ts';

/** Writes the configuration files of all parts. */
export async function writeConfiguration(bed: Bed, programs: Programs): Promise<void> {
  const write = (file: string, text: string) => writeFile(join(bed.folder, file), text);
  await write('containerd.toml', containerdConfig(bed, programs));
  await write('cni/net.d/10-bed.conflist', JSON.stringify(podNetwork(bed), null, 2));
  await write('kubelet.yaml', JSON.stringify(kubeletConfig(bed), null, 2));
  await write('kube-proxy.yaml', JSON.stringify(proxyConfig(bed), null, 2));
  // Pods with dnsPolicy Default (CoreDNS itself) have no resolver; what runs by `bed exec` asks CoreDNS.
  await write('resolv.conf', '');
  await write('resolv-exec.conf', `nameserver ${network.dnsAddress}\nsearch svc.cluster.local cluster.local\n`);
}

function containerdConfig(bed: Bed, programs: Programs): string {
  return `version = 3
root = "${bed.folder}/containerd"
state = "${bed.run}/containerd"
disabled_plugins = ["io.containerd.nri.v1.nri", "io.containerd.internal.v1.opt", "io.containerd.tracing.processor.v1.otlp"]
[grpc]
  address = "${bed.containerdSocket}"
[ttrpc]
  address = "${bed.containerdSocket}.ttrpc"
[plugins.'io.containerd.cri.v1.images']
  snapshotter = "overlayfs"
[plugins.'io.containerd.cri.v1.images'.pinned_images]
  sandbox = "${pauseImage}"
[plugins.'io.containerd.cri.v1.runtime']
  # Lowering an OOM score takes a capability (CAP_SYS_RESOURCE) that containers with root often lack.
  restrict_oom_score_adj = true
[plugins.'io.containerd.cri.v1.runtime'.containerd]
  default_runtime_name = "runc"
[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc]
  runtime_type = "io.containerd.runc.v2"
[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc.options]
  BinaryName = "${programs.runc}/runc"
  SystemdCgroup = false
[plugins.'io.containerd.cri.v1.runtime'.cni]
  bin_dirs = ["${programs.cni}"]
  conf_dir = "${bed.folder}/cni/net.d"
`;
}

function podNetwork(bed: Bed): object {
  return {
    cniVersion: '1.0.0',
    name: 'bed',
    plugins: [
      {
        type: 'bridge',
        bridge: 'cni0',
        isGateway: true,
        isDefaultGateway: true,
        ipMasq: false,
        hairpinMode: true,
        ipam: {
          type: 'host-local',
          dataDir: join(bed.folder, 'cni', 'networks'),
          ranges: [[{ subnet: network.nodePodRange }]],
        },
      },
      { type: 'portmap', capabilities: { portMappings: true }, snat: true },
    ],
  };
}

function kubeletConfig(bed: Bed): object {
  return {
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    // From 1.35 on the kubelet refuses the older cgroups unless it is told so.
    failCgroupV1: false,
    cgroupDriver: 'cgroupfs',
    cgroupRoot: `/${bed.cgroup}`,
    containerRuntimeEndpoint: `unix://${bed.containerdSocket}`,
    clusterDNS: [network.dnsAddress],
    clusterDomain: 'cluster.local',
    resolvConf: join(bed.folder, 'resolv.conf'),
    podLogsDir: join(bed.folder, 'pod-logs'),
    volumePluginDir: join(bed.folder, 'volume-plugins'),
    tlsCertFile: join(bed.pki, 'kubelet-server.crt'),
    tlsPrivateKeyFile: join(bed.pki, 'kubelet-server.key'),
    authentication: {
      anonymous: { enabled: false },
      webhook: { enabled: true },
      x509: { clientCAFile: join(bed.pki, 'ca.crt') },
    },
    authorization: { mode: 'Webhook' },
    failSwapOn: false,
    // Images are loaded from files: what is removed does not come back.
    imageGCHighThresholdPercent: 100,
    evictionHard: {
      'memory.available': '100Mi',
      'nodefs.available': '1%',
      'imagefs.available': '1%',
      'nodefs.inodesFree': '1%',
    },
    syncFrequency: '10s',
    nodeStatusUpdateFrequency: '5s',
    serializeImagePulls: false,
  };
}

function proxyConfig(bed: Bed): object {
  return {
    apiVersion: 'kubeproxy.config.k8s.io/v1alpha1',
    kind: 'KubeProxyConfiguration',
    mode: 'iptables',
    clientConnection: { kubeconfig: join(bed.pki, 'proxy.kubeconfig') },
    clusterCIDR: network.podRange,
    bindAddress: network.nodeAddress,
    healthzBindAddress: '127.0.0.1:10256',
    metricsBindAddress: '127.0.0.1:10249',
    // The machine's own limits stay as they are.
    conntrack: { maxPerCore: 0, min: 0, tcpEstablishedTimeout: '0s', tcpCloseWaitTimeout: '0s' },
  };
}
