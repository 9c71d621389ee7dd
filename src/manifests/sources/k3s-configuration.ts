import type { SchemaNode } from '../schema/catalog-format.ts';

const text: SchemaNode = 'string';
const flag: SchemaNode = 'boolean';
const number: SchemaNode = 'integer';
/** k3s takes one value or a list for every option that may be repeated. */
const texts: SchemaNode = { anyOf: [{ type: 'string' }, { list: 'string' }] };
/** Octal modes and durations: quoted or not. */
const textOrNumber: SchemaNode = 'int-or-string';

/** Each option of `k3s server` and `k3s agent` (1.33 to 1.36) by its type; a trailing `+` in the file appends. */
const options: [SchemaNode, string][] = [
  [
    text,
    `config log alsologtostderr bind-address advertise-address cluster-cidr service-cidr cluster-dns cluster-domain
    flannel-backend egress-selector-mode servicelb-namespace write-kubeconfig write-kubeconfig-group helm-job-image token
    token-file agent-token agent-token-file server cluster-reset-restore-path datastore-endpoint datastore-cafile
    datastore-certfile datastore-keyfile etcd-snapshot-name etcd-snapshot-schedule-cron etcd-snapshot-dir etcd-s3-endpoint
    etcd-s3-endpoint-ca etcd-s3-access-key etcd-s3-secret-key etcd-s3-session-token etcd-s3-bucket etcd-s3-bucket-lookup-type
    etcd-s3-region etcd-s3-folder etcd-s3-proxy etcd-s3-config-secret etcd-s3-timeout default-local-storage-path node-name
    image-credential-provider-bin-dir image-credential-provider-config container-runtime-endpoint default-runtime
    image-service-endpoint pause-image snapshotter private-registry system-default-registry airgap-extra-registry
    resolv-conf flannel-iface flannel-conf flannel-cni-conf vpn-auth vpn-auth-file kubelet-port-range data-dir lb-server-port-range
    secrets-encryption-provider nonroot-devices`,
  ],
  [
    texts,
    `tls-san kube-apiserver-arg etcd-arg kube-controller-manager-arg kube-scheduler-arg kube-cloud-controller-manager-arg
    disable node-label node-taint kubelet-arg kube-proxy-arg node-ip node-external-ip node-internal-dns node-external-dns
    cluster-cidr service-cidr cluster-dns service-node-port-range`,
  ],
  [
    flag,
    `debug tls-san-security flannel-ipv6-masq flannel-external-ip disable-scheduler disable-cloud-controller
    disable-kube-proxy disable-network-policy disable-helm-controller disable-apiserver disable-controller-manager disable-etcd
    embedded-registry supervisor-metrics secrets-encryption cluster-init cluster-reset etcd-expose-metrics
    etcd-disable-snapshots etcd-snapshot-compress etcd-s3 etcd-s3-skip-ssl-verify etcd-s3-insecure docker protect-kernel-defaults
    selinux enable-pprof rootless prefer-bundled-bin with-node-id kine-tls disable-agent disable-default-registry-endpoint
    bind-cri multus`,
  ],
  [
    number,
    'https-listen-port lb-server-port etcd-snapshot-retention etcd-s3-retention v datastore-max-idle-connections datastore-max-open-connections',
  ],
  [textOrNumber, 'write-kubeconfig-mode etcd-snapshot-reconcile-interval datastore-connection-max-lifetime vmodule'],
];

function fieldsOf(): Record<string, SchemaNode> {
  const fields: Record<string, SchemaNode> = {};
  for (const [type, names] of options) {
    for (const name of names.split(/\s+/)) {
      fields[name] = type;
      if (type === texts) fields[`${name}+`] = type;
    }
  }
  return fields;
}

/** /etc/rancher/k3s/config.yaml: the options of the command line as keys. */
export const k3sConfigSchema: SchemaNode = { fields: fieldsOf() };

const tls: SchemaNode = {
  fields: { ca_file: text, cert_file: text, key_file: text, insecure_skip_verify: flag },
};

/** /etc/rancher/k3s/registries.yaml. */
export const k3sRegistriesSchema: SchemaNode = {
  fields: {
    mirrors: { map: { fields: { endpoint: { list: text }, rewrite: { map: text } } } },
    configs: {
      map: { fields: { auth: { fields: { username: text, password: text, auth: text, identity_token: text } }, tls } },
    },
  },
};
