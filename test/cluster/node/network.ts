/** Addresses of a bed. Each bed has a network namespace of its own, so that all beds use the same ones. */
export const network = {
  nodeName: 'bed',
  /** On a bridge inside the namespace; no route leads out of it. */
  nodeAddress: '10.44.0.1',
  /** The ranges are k3s's own, which the charts know. */
  podRange: '10.42.0.0/16',
  nodePodRange: '10.42.0.0/24',
  serviceRange: '10.43.0.0/16',
  apiServiceAddress: '10.43.0.1',
  dnsAddress: '10.43.0.10',
  apiServer: 'https://127.0.0.1:6443',
} as const;
