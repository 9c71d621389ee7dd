import { join } from 'node:path';
import type { Bed } from './bed.ts';
import { network } from './network.ts';

/** Folders of the programs that a node runs. */
export interface Programs {
  kubernetes: string;
  etcd: string;
  containerd: string;
  runc: string;
  cni: string;
  own: string;
}

/** One long-running process of a node; its output goes to a file of its name. */
export interface Service {
  name: string;
  program: string;
  words: string[];
}

/** In the order in which they start. The API server must answer before what follows it. */
export function servicesOf(bed: Bed, programs: Programs): { first: Service[]; second: Service[] } {
  const kubernetes = (name: string, words: string[]) => ({ name, program: join(programs.kubernetes, name), words });
  return {
    first: [
      { name: 'etcd', program: join(programs.etcd, 'etcd'), words: etcdWords(bed) },
      {
        name: 'containerd',
        program: join(programs.containerd, 'containerd'),
        words: ['--config', join(bed.folder, 'containerd.toml')],
      },
      kubernetes('kube-apiserver', apiServerWords(bed)),
    ],
    second: [
      kubernetes('kube-controller-manager', controllerManagerWords(bed)),
      kubernetes('kube-scheduler', [...authentication(bed, 'scheduler'), ...loopback]),
      kubernetes('kube-proxy', [
        `--config=${join(bed.folder, 'kube-proxy.yaml')}`,
        `--hostname-override=${network.nodeName}`,
      ]),
      kubernetes('kubelet', [
        `--config=${join(bed.folder, 'kubelet.yaml')}`,
        `--root-dir=${join(bed.folder, 'kubelet')}`,
        `--kubeconfig=${join(bed.pki, 'kubelet.kubeconfig')}`,
        `--hostname-override=${network.nodeName}`,
        `--node-ip=${network.nodeAddress}`,
      ]),
      {
        name: 'policies',
        program: join(programs.own, 'policies'),
        words: [`--kubeconfig=${join(bed.pki, 'policies.kubeconfig')}`],
      },
    ],
  };
}

const loopback = ['--bind-address=127.0.0.1', '--leader-elect=false', '--profiling=false'];

function authentication(bed: Bed, user: string): string[] {
  const file = join(bed.pki, `${user}.kubeconfig`);
  return ['kubeconfig', 'authentication-kubeconfig', 'authorization-kubeconfig'].map((flag) => `--${flag}=${file}`);
}

/** Not synced to disk: a bed's data need not outlive the machine. */
function etcdWords(bed: Bed): string[] {
  const client = 'http://127.0.0.1:2379';
  const peer = 'http://127.0.0.1:2380';
  return [
    `--data-dir=${join(bed.folder, 'etcd')}`,
    '--unsafe-no-fsync',
    '--name=bed',
    `--listen-client-urls=${client}`,
    `--advertise-client-urls=${client}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=bed=${peer}`,
    '--log-level=warn',
  ];
}

function apiServerWords(bed: Bed): string[] {
  const file = (name: string) => join(bed.pki, name);
  return [
    '--etcd-servers=http://127.0.0.1:2379',
    `--advertise-address=${network.nodeAddress}`,
    '--bind-address=0.0.0.0',
    '--secure-port=6443',
    `--tls-cert-file=${file('apiserver.crt')}`,
    `--tls-private-key-file=${file('apiserver.key')}`,
    `--client-ca-file=${file('ca.crt')}`,
    `--kubelet-client-certificate=${file('apiserver-kubelet.crt')}`,
    `--kubelet-client-key=${file('apiserver-kubelet.key')}`,
    `--kubelet-certificate-authority=${file('ca.crt')}`,
    '--kubelet-preferred-address-types=InternalIP',
    '--service-account-issuer=https://kubernetes.default.svc.cluster.local',
    `--service-account-key-file=${file('sa.pub')}`,
    `--service-account-signing-key-file=${file('sa.key')}`,
    // Aggregated APIs, such as KEDA's metrics.
    `--requestheader-client-ca-file=${file('front-ca.crt')}`,
    '--requestheader-allowed-names=front-proxy-client',
    '--requestheader-username-headers=X-Remote-User',
    '--requestheader-group-headers=X-Remote-Group',
    '--requestheader-extra-headers-prefix=X-Remote-Extra-',
    `--proxy-client-cert-file=${file('front-proxy.crt')}`,
    `--proxy-client-key-file=${file('front-proxy.key')}`,
    '--enable-aggregator-routing=true',
    `--service-cluster-ip-range=${network.serviceRange}`,
    '--authorization-mode=Node,RBAC',
    '--enable-admission-plugins=NodeRestriction',
    '--allow-privileged=true',
    '--profiling=false',
  ];
}

function controllerManagerWords(bed: Bed): string[] {
  return [
    ...authentication(bed, 'controller-manager'),
    ...loopback,
    `--root-ca-file=${join(bed.pki, 'ca.crt')}`,
    `--service-account-private-key-file=${join(bed.pki, 'sa.key')}`,
    '--use-service-account-credentials=true',
    `--cluster-signing-cert-file=${join(bed.pki, 'ca.crt')}`,
    `--cluster-signing-key-file=${join(bed.pki, 'ca.key')}`,
    '--allocate-node-cidrs=true',
    `--cluster-cidr=${network.podRange}`,
    `--service-cluster-ip-range=${network.serviceRange}`,
    `--flex-volume-plugin-dir=${join(bed.folder, 'volume-plugins')}`,
  ];
}
