import { z } from 'zod';

const clusterSchema = z.looseObject({
  server: z.url({ protocol: /^https?$/ }),
  'certificate-authority': z.string().exactOptional(),
  'certificate-authority-data': z.string().exactOptional(),
  'insecure-skip-tls-verify': z.boolean().exactOptional(),
  'tls-server-name': z.string().exactOptional(),
  'proxy-url': z.string().exactOptional(),
});

const userSchema = z.looseObject({
  'client-certificate': z.string().exactOptional(),
  'client-certificate-data': z.string().exactOptional(),
  'client-key': z.string().exactOptional(),
  'client-key-data': z.string().exactOptional(),
  token: z.string().exactOptional(),
  tokenFile: z.string().exactOptional(),
  exec: z.unknown().optional(),
  'auth-provider': z.unknown().optional(),
  username: z.string().exactOptional(),
});

const contextSchema = z.looseObject({
  cluster: z.string(),
  user: z.string().exactOptional(),
  namespace: z.string().exactOptional(),
});

/** What we read of a kubeconfig (`kubectl config view` shows the same names). Other keys are left alone. */
export const kubeconfigSchema = z.looseObject({
  'current-context': z.string().exactOptional(),
  clusters: z.array(z.object({ name: z.string(), cluster: clusterSchema })).nullish(),
  users: z.array(z.object({ name: z.string(), user: userSchema })).nullish(),
  contexts: z.array(z.object({ name: z.string(), context: contextSchema })).nullish(),
});

export type KubeconfigCluster = z.infer<typeof clusterSchema>;
export type KubeconfigUser = z.infer<typeof userSchema>;
export type Kubeconfig = z.infer<typeof kubeconfigSchema>;
