import { join } from 'node:path';

/** Programs of one Go module that are built together. */
export interface ProgramGroup {
  /** Of what is built; also in the name of the folder that keeps it. */
  version: string;
  /** The folder with `go.mod` and `go.sum`. */
  folder: string;
  /** Import paths by the name of the program. */
  packages: Record<string, string>;
  tags?: string;
  /** Go's `-X` settings: the version that a program says it is. */
  settings?: string[];
  /** Needs a C compiler. */
  cgo?: boolean;
}

const modules = join(import.meta.dirname, '..', 'modules');
const kubernetes = 'v1.36.3';
const componentVersion = 'k8s.io/component-base/version';
const cniPlugins = 'github.com/containernetworking/plugins/plugins';
const containerd = 'github.com/containerd/containerd/v2';
const keda = 'github.com/kedacore/keda/v2/cmd';

/** All that the bed builds. The `go.mod` in each folder pins the same version. */
export const programGroups = {
  kubernetes: {
    version: kubernetes,
    folder: join(modules, 'kubernetes'),
    packages: Object.fromEntries(
      ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kubelet', 'kube-proxy', 'kubectl'].map(
        (name) => [name, `k8s.io/kubernetes/cmd/${name}`],
      ),
    ),
    tags: 'providerless,netgo,osusergo,grpcnotrace',
    settings: [
      `${componentVersion}.gitVersion=${kubernetes}`,
      `${componentVersion}.gitMajor=1`,
      `${componentVersion}.gitMinor=36`,
      `${componentVersion}.gitTreeState=clean`,
      `${componentVersion}.buildDate=2026-01-01T00:00:00Z`,
      `${componentVersion}.gitCommit=${'0'.repeat(40)}`,
      `k8s.io/client-go/pkg/version.gitVersion=${kubernetes}`,
    ],
  },
  etcd: { version: 'v3.6.16', folder: join(modules, 'etcd'), packages: { etcd: 'go.etcd.io/etcd/server/v3' } },
  containerd: {
    version: 'v2.3.7',
    folder: join(modules, 'containerd'),
    packages: Object.fromEntries(
      ['containerd', 'containerd-shim-runc-v2', 'ctr'].map((name) => [name, `${containerd}/cmd/${name}`]),
    ),
    tags: 'netgo osusergo no_btrfs no_devmapper no_zfs no_aufs',
    settings: [`${containerd}/version.Version=v2.3.7`],
  },
  runc: {
    version: 'v1.4.3',
    folder: join(modules, 'runc'),
    packages: { runc: 'github.com/opencontainers/runc' },
    tags: 'seccomp',
    settings: ['main.version=1.4.3'],
    cgo: true,
  },
  cni: {
    version: 'v1.9.1',
    folder: join(modules, 'cni'),
    packages: {
      'host-local': `${cniPlugins}/ipam/host-local`,
      bridge: `${cniPlugins}/main/bridge`,
      loopback: `${cniPlugins}/main/loopback`,
      portmap: `${cniPlugins}/meta/portmap`,
    },
    settings: ['github.com/containernetworking/plugins/pkg/utils/buildversion.BuildVersion=v1.9.1'],
  },
  coredns: {
    version: 'v1.14.3',
    folder: join(modules, 'coredns'),
    packages: { coredns: 'github.com/coredns/coredns' },
  },
  'local-path-provisioner': {
    version: 'v0.0.30',
    folder: join(modules, 'local-path-provisioner'),
    packages: { 'local-path-provisioner': 'github.com/rancher/local-path-provisioner' },
    settings: ['main.VERSION=v0.0.30'],
  },
  own: {
    version: 'v1',
    folder: join(import.meta.dirname, '..', 'go'),
    packages: { pause: 'raibid.invalid/bed/pause', policies: 'raibid.invalid/bed/policies' },
  },
  keda: {
    version: 'v2.20.2',
    folder: join(modules, 'keda'),
    packages: { keda: `${keda}/operator`, 'keda-adapter': `${keda}/adapter`, 'keda-webhooks': `${keda}/webhooks` },
    settings: ['github.com/kedacore/keda/v2/version.Version=2.20.2'],
  },
  'kustomize-controller': {
    version: 'v1.9.5',
    folder: join(modules, 'kustomize-controller'),
    packages: { 'kustomize-controller': 'github.com/fluxcd/kustomize-controller' },
  },
  task: {
    version: 'v3.53.1',
    folder: join(modules, 'task'),
    packages: { task: 'github.com/go-task/task/v3/cmd/task' },
  },
} satisfies Record<string, ProgramGroup>;

export type ProgramGroupName = keyof typeof programGroups;
