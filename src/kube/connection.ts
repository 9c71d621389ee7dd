/** Where a cluster's API is, and what it is called with. Made from a kubeconfig or from a pod's ServiceAccount. */
export interface KubeConnection {
  /** `https://host:port`, perhaps with a path; without a slash at the end. */
  server: string;
  tls: KubeTls;
  /** The bearer token, asked before each request because files of tokens change; null: none is sent. */
  token: () => Promise<string | null>;
  /** Namespace of calls that name none. */
  namespace: string;
  /** Where these facts come from, for people: `context "default" of /root/.kube/config`. */
  source: string;
}

/** TLS of a connection; PEM texts. */
export interface KubeTls {
  /** The cluster's authority; absent: those that Node trusts. */
  ca?: string;
  /** Certificate and key of the caller. */
  cert?: string;
  key?: string;
  /** Name that the server's certificate must bear, when it is not the host of the address. */
  servername?: string;
  /** True: any certificate will do (`insecure-skip-tls-verify`). */
  insecure?: boolean;
}
