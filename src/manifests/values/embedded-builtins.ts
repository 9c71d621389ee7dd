/**
 * Built-in objects inside custom resources, by the definition of the resource: what the built-in kind would refuse shows
 * only when a controller makes it, so it is checked here as well.
 */
export const embeddedBuiltins: Record<string, { path: string[]; definition: string } | undefined> = {
  'keda.sh.v1alpha1.ScaledJob': { path: ['spec', 'jobTargetRef'], definition: 'batch.v1.JobSpec' },
};
