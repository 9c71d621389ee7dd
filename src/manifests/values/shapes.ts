/** The parts of built-in objects that value checks read. The schema has already made sure of the types. */

export interface PodSpec {
  containers?: Container[] | null;
  initContainers?: Container[] | null;
  ephemeralContainers?: Container[] | null;
  volumes?: Volume[] | null;
  restartPolicy?: string;
  hostNetwork?: boolean;
  hostAliases?: { ip?: string }[] | null;
  nodeSelector?: Record<string, string | null> | null;
  serviceAccountName?: string;
  /** The old name of the field above, which the API server still reads. */
  serviceAccount?: string;
  priorityClassName?: string;
  activeDeadlineSeconds?: number;
  terminationGracePeriodSeconds?: number;
  dnsPolicy?: string;
  dnsConfig?: { nameservers?: string[] | null } | null;
  tolerations?: Toleration[] | null;
  automountServiceAccountToken?: boolean;
  securityContext?: SecurityContext & Record<string, unknown>;
  hostPID?: boolean;
  hostIPC?: boolean;
  imagePullSecrets?: { name?: string }[] | null;
}

export interface Toleration {
  key?: string;
  operator?: string;
  value?: string;
  effect?: string;
  tolerationSeconds?: number;
}

export interface SpreadConstraint {
  maxSkew: number;
  minDomains?: number | null;
  topologyKey: string;
  whenUnsatisfiable?: string;
}

export interface SecurityContext {
  privileged?: boolean;
  allowPrivilegeEscalation?: boolean;
  runAsNonRoot?: boolean;
  runAsUser?: number;
  readOnlyRootFilesystem?: boolean;
  capabilities?: { add?: string[] | null; drop?: string[] | null } | null;
  seccompProfile?: { type?: string; localhostProfile?: string } | null;
}

export interface Container {
  name: string;
  image?: string;
  imagePullPolicy?: string;
  command?: string[] | null;
  args?: string[] | null;
  ports?: ContainerPort[] | null;
  env?: EnvVar[] | null;
  envFrom?: EnvFrom[] | null;
  resources?: Resources | null;
  volumeMounts?: VolumeMount[] | null;
  volumeDevices?: { name: string; devicePath: string }[] | null;
  livenessProbe?: Probe | null;
  readinessProbe?: Probe | null;
  startupProbe?: Probe | null;
  lifecycle?: { postStart?: Record<string, unknown> | null; preStop?: Record<string, unknown> | null } | null;
  securityContext?: SecurityContext | null;
  restartPolicy?: string;
}

export interface ContainerPort {
  name?: string;
  containerPort: number;
  hostPort?: number;
  protocol?: string;
}

export interface EnvVar {
  name: string;
  value?: string;
  valueFrom?: Record<string, { name?: string; key?: string; optional?: boolean } | null> | null;
}

export interface EnvFrom {
  prefix?: string;
  configMapRef?: { name?: string; optional?: boolean } | null;
  secretRef?: { name?: string; optional?: boolean } | null;
}

export interface Resources {
  requests?: Record<string, string | number | null> | null;
  limits?: Record<string, string | number | null> | null;
}

export interface VolumeMount {
  name: string;
  mountPath: string;
  subPath?: string;
  subPathExpr?: string;
}

export type Volume = { name: string } & Record<string, unknown>;

export interface Probe {
  httpGet?: { port: number | string; path?: string } | null;
  tcpSocket?: { port: number | string } | null;
  grpc?: { port: number } | null;
  exec?: { command?: string[] } | null;
  initialDelaySeconds?: number;
  timeoutSeconds?: number;
  periodSeconds?: number;
  successThreshold?: number;
  failureThreshold?: number;
}

export interface ServiceSpec {
  type?: string;
  clusterIP?: string;
  externalName?: string;
  selector?: Record<string, string | null> | null;
  ports?: ServicePort[] | null;
}

export interface ServicePort {
  name?: string;
  port: number;
  targetPort?: number | string;
  nodePort?: number;
  protocol?: string;
}

export interface PodTemplate {
  metadata?: {
    labels?: Record<string, string | null> | null;
    annotations?: Record<string, string | null> | null;
  } | null;
  spec?: PodSpec | null;
}

export interface Selector {
  matchLabels?: Record<string, string | null> | null;
  matchExpressions?: { key: string; operator: string; values?: string[] | null }[] | null;
}
