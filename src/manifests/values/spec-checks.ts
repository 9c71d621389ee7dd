import type { CheckRun } from '../schema/check-run.ts';
import type { ValueChecks } from '../schema/compile-schema.ts';
import { isGiven } from './check-helpers.ts';

/** Kinds whose schema lets `spec` be left out, but which the API server refuses without it. */
const kinds =
  'apps.v1.Deployment apps.v1.DaemonSet apps.v1.ReplicaSet apps.v1.StatefulSet batch.v1.Job core.v1.Pod core.v1.Service ' +
  'core.v1.ReplicationController core.v1.PersistentVolume core.v1.PersistentVolumeClaim networking.v1.Ingress ' +
  'autoscaling.v1.HorizontalPodAutoscaler autoscaling.v2.HorizontalPodAutoscaler batch.v1.CronJob';

export const specChecks: ValueChecks = Object.fromEntries(kinds.split(' ').map((kind) => [kind, checkSpec]));

function checkSpec(value: unknown, run: CheckRun): void {
  if (isGiven(value as object, 'spec')) return;
  run.fault('missing-field', 'the field "spec" is missing', 'Add "spec".', { target: 'inside' });
}
