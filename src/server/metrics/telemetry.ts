import type { Conclusion } from '../../contract/status.ts';
import type { Collectors } from './collectors.ts';

/** What other parts of the server report as it happens; all else is read from the store when Prometheus asks. */
export interface Telemetry {
  /** A job was claimed so many milliseconds after it was ready. */
  jobClaimed(waitedMilliseconds: number): void;
  leaseLost(): void;
  runCompleted(conclusion: Conclusion): void;
}

/** Writes reports into the metrics. */
export function createTelemetry(collectors: Collectors): Telemetry {
  return {
    jobClaimed: (waited) => collectors.claimWait.observe(Math.max(0, waited) / 1000),
    leaseLost: () => collectors.leasesLost.inc(),
    runCompleted: (conclusion) => collectors.runs.inc({ conclusion }),
  };
}
